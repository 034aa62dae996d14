"""Prints set-up + solve of each row and Gatun's ratio to the best peer of its kind, from files that run made."""

import json
import statistics
import sys

DIRECT = {"cholmod", "superlu", "gatun direct+none"}
rows = [json.loads(line) for name in sys.argv[1:] for line in open(name)]
for file in dict.fromkeys(r["file"] for r in rows):
    for direct in (False, True):
        times = {}
        for r in rows:
            if r["file"] == file and (r["peer"] in DIRECT) == direct:
                key = r["peer"] + (" 2 threads" if r.get("threads", 1) > 1 else "")
                times.setdefault(key, []).append((r["setup"], r["solve"], r.get("iterations", 0)))
        medians = {p: [statistics.median(c) for c in zip(*t)] for p, t in times.items()}
        peers = [t[0] + t[1] for p, t in medians.items() if not p.startswith("gatun")]
        for peer, (setup, solve, iterations) in medians.items():
            ratio = f"  {(setup + solve) / min(peers):.2f} of the best peer" if peers and peer.startswith("gatun") else ""
            print(f"{file:28} {peer:28} {iterations:4.0f} its  {setup:9.5f} + {solve:9.5f} s{ratio}")

#!/usr/bin/env bash
# usage: alone.sh PEERS dtype threads shape... : each subject in processes of its own, three rounds in turn, because on two processors the idle threads of
# one library spin and take the second processor from the next. Ends with the medians and Gatun's ratio to the better peer.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rows=$(mktemp); trap 'rm -f "$rows"' EXIT
for round in 1 2 3; do
  for subject in gatun openblas mkl; do
    JDK_JAVA_OPTIONS="-Dalone=$subject" "$here/run.sh" "$@" 2>/dev/null | tee -a "$rows"
  done
done
sort "$rows" | awk '
  { key = $3; v[key, $4, n[key, $4]++] = $6; seen[key] = 1 }
  function median(k, s,   a, b, c) { a = v[k, s, 0]; b = v[k, s, 1]; c = v[k, s, 2]; return a + b + c - (a > b ? (a > c ? a : c) : (b > c ? b : c)) - (a < b ? (a < c ? a : c) : (b < c ? b : c)) }
  END { for (k in seen) { g = median(k, "gatun"); o = median(k, "openblas"); m = median(k, "mkl"); r = g / (o > m ? o : m); s += log(r); c++
    printf "%s: gatun %.1f openblas %.1f mkl %.1f ratio %.3f\n", k, g, o, m, r } printf "geometric mean %.3f\n", exp(s / c) }' | sort -V

"""Set-up and solve times of PyAMG and SuperLU on one matrix; benchmark only, see run.

usage: peers.py FILE sa|rs|superlu TOLERANCE REPEATS; prints one JSON line of medians in seconds.
"""

import json
import statistics
import sys
import time

import numpy as np
import scipy.sparse as sp


def load(name):
    with open(name, "rb") as f:
        n, nnz = np.fromfile(f, np.int64, 2)
        rows = np.fromfile(f, np.int32, n + 1)
        cols = np.fromfile(f, np.int32, nnz)
        vals = np.fromfile(f, np.float64, nnz)
        rhs = np.fromfile(f, np.float64, n)
    return sp.csr_matrix((vals, cols, rows), shape=(n, n)), rhs


def once(peer, a, b, tolerance):
    residuals = []
    begin = time.perf_counter()
    if peer == "superlu":
        from scipy.sparse.linalg import splu

        lu = splu(a.tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
        middle = time.perf_counter()
        lu.solve(b)
    else:
        import pyamg

        make = pyamg.smoothed_aggregation_solver if peer == "sa" else pyamg.ruge_stuben_solver
        ml = make(a)
        middle = time.perf_counter()
        # PyAMG's CG stops on the unpreconditioned residual
        ml.solve(b, tol=tolerance, accel="cg", maxiter=2000, residuals=residuals)
    end = time.perf_counter()
    return middle - begin, end - middle, len(residuals) - 1


def main():
    name, peer, tolerance, repeats = sys.argv[1:5]
    a, b = load(name)
    runs = [once(peer, a, b, float(tolerance)) for _ in range(int(repeats))]
    print(
        json.dumps(
            {
                "peer": "superlu" if peer == "superlu" else "pyamg-" + peer,
                "file": name,
                "setup": statistics.median(r[0] for r in runs),
                "solve": statistics.median(r[1] for r in runs),
                "iterations": max(0, runs[0][2]),
            }
        )
    )


main()

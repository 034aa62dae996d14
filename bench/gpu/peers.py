"""Times PyTorch, CuPy and Triton at the work of gatun.bench.device, by events of the device.

usage: peers.py READINGS CELLS SHAPE
Appends one JSON object a reading to READINGS. CELLS are the cells of SHAPE (mac:N), a byte each: 0 outside the fluid,
else the diagonal of the matrix. What is not installed, and everything without a device, is skipped with its reason.
"""
import json
import os
import statistics
import sys
import time

SMALL = "GATUN_SMALL" in os.environ
BUDGET = 0.1 if SMALL else 0.3


def write(path, **reading):
    reading["machine"] = {
        name.lower()[6:]: os.environ[name]
        for name in ("GATUN_DEVICE", "GATUN_DRIVER", "GATUN_CLOCKS", "GATUN_PROCESSOR")
        if os.environ.get(name)
    }
    with open(path, "a") as out:
        out.write(json.dumps(reading) + "\n")


def skip(path, group, subject, reason):
    write(path, group=group, subject=subject, note=str(reason))
    print(f"{group}: skipped: {subject}: {reason}")


def close(found, expected, bound):
    """Returns the words of a check of two numbers."""
    error = abs(found - expected) / max(abs(expected), 1e-300)
    return f"ok, error {error:.3g}" if error <= bound else f"wrong: found {found}, expected {expected}"


class Clock:
    """Times work by events: event() makes one that can be recorded; elapsed(a, b) gives milliseconds."""

    def __init__(self, event, record, elapsed, wait):
        self.event, self.record, self.elapsed, self.wait = event, record, elapsed, wait

    def once(self, work, times):
        begin, end = self.event(), self.event()
        self.record(begin)
        for _ in range(times):
            work()
        self.record(end)
        self.wait(end)
        return self.elapsed(begin, end) * 1e-3 / times

    def seconds(self, work, budget=BUDGET):
        for _ in range(3):
            self.once(work, 1)
        one = self.once(work, 1)
        times = max(1, min(1000, int(0.02 / max(one, 1e-7))))
        rounds, begin = [], time.monotonic()
        while not rounds or (len(rounds) < 15 and time.monotonic() - begin < budget):
            rounds.append(self.once(work, times))
        return rounds


def laplacian(xp, cells, n, compact):
    """Returns row pointers, columns, values and rows of the masked Laplacian: y_c = cells_c x_c - sum of its fluid neighbours.

    xp is numpy or cupy. With compact, cells outside the fluid have no row; else all n^3 do.
    """
    total = n * n * n
    cells = xp.asarray(cells, dtype=xp.int8)
    fluid = cells != 0
    number = xp.cumsum(fluid, dtype=xp.int64) - 1 if compact else xp.arange(total)
    rows = int(fluid.sum()) if compact else total
    at = xp.arange(total, dtype=xp.int64)
    coordinates = ((at % n, 1), (at // n % n, n), (at // (n * n), n * n))
    parts = []
    for place, step in (coordinates[2], coordinates[1], coordinates[0]):
        parts.append((-step, (place > 0)))
    parts.append((0, None))
    for place, step in coordinates:
        parts.append((step, (place < n - 1)))
    present = []
    for step, inside in parts:
        if inside is None:
            present.append(fluid.copy())
        else:
            other = xp.clip(at + step, 0, total - 1)
            present.append(fluid & inside & fluid[other])
    count = sum(p.astype(xp.int32) for p in present)
    pointers = xp.zeros(rows + 1, dtype=xp.int32)
    pointers[1:] = xp.cumsum(count[fluid] if compact else count, dtype=xp.int64)
    entries = int(pointers[-1])
    columns = xp.empty(entries, dtype=xp.int32)
    values = xp.empty(entries, dtype=xp.float64)
    filled = xp.zeros(total, dtype=xp.int32)
    for (step, _), p in zip(parts, present):
        c = at[p]
        place = pointers[number[c]] + filled[c]
        columns[place] = number[c + step]
        values[place] = cells[c].astype(xp.float64) if step == 0 else -1.0
        filled[c] += 1
    return pointers, columns, values, rows


def conjugate_gradients(xp, product, b, iterations):
    """The textbook iteration: one product, two dot products, three updates; the scalars stay on the device."""
    x = xp.zeros_like(b)
    r = b * 1
    p = r * 1
    rr = xp.dot(r, r)
    for _ in range(iterations):
        q = product(p)
        alpha = rr / xp.dot(p, q)
        x += alpha * p
        r -= alpha * q
        new = xp.dot(r, r)
        p = r + (new / rr) * p
        rr = new
    return x, r


def iteration_seconds(solve, wait):
    """Returns the time of one iteration, the start of a solve left out."""
    few, many = (5, 15) if SMALL else (10, 60)
    solve(few)
    wait()
    rounds = []
    for _ in range(3):
        times = []
        for count in (few, many):
            begin = time.perf_counter()
            solve(count)
            wait()
            times.append(time.perf_counter() - begin)
        rounds.append((times[1] - times[0]) / (many - few))
    return rounds


def torch_vectors(path, torch, clock):
    n = 1 << (14 if SMALL else 27)
    for name, dtype, size in (("F64", torch.float64, 8), ("F32", torch.float32, 4)):
        x = torch.rand(n, dtype=dtype, device="cuda") - 0.5
        y = torch.rand(n, dtype=dtype, device="cuda") - 0.5
        shape = f"n={n}"
        z = y.clone()
        z.add_(x, alpha=0.5)
        check = close(float(z[n // 2]), float(y[n // 2]) + 0.5 * float(x[n // 2]), 1e-5)
        del z
        common = dict(group="level1", shape=shape, dtype=name, threads=1)
        write(path, kernel="axpy", subject="torch", seconds=clock.seconds(lambda: y.add_(x, alpha=1e-9)), bytes=3 * n * size,
              check=check, **common)
        write(path, kernel="dot", subject="torch", seconds=clock.seconds(lambda: torch.dot(x, y)), bytes=2 * n * size,
              check="", **common)
        write(path, kernel="copy", subject="torch", seconds=clock.seconds(lambda: x.copy_(y)), bytes=2 * n * size, check="",
              **common)


def torch_products(path, torch, clock):
    torch.backends.cuda.matmul.allow_tf32 = False
    for n in [64] if SMALL else [128, 512, 1024, 2048, 4096]:
        for name, dtype in (("F64", torch.float64), ("F32", torch.float32)):
            a = torch.rand(n, n, dtype=dtype, device="cuda") - 0.5
            b = torch.rand(n, n, dtype=dtype, device="cuda") - 0.5
            c = torch.empty_like(a)
            torch.matmul(a, b, out=c)
            expected = float((a[1].double() * b[:, 2].double()).sum())
            check = "ok" if abs(float(c[1, 2]) - expected) < 1e-3 * n ** 0.5 else "wrong: an element"
            write(path, group="gemm", kernel="gemm", shape=f"{n}x{n}x{n}", dtype=name, subject="torch", threads=1,
                  seconds=clock.seconds(lambda: torch.matmul(a, b, out=c)), flops=2.0 * n ** 3, check=check)


def triton_vectors(path, torch, clock):
    import triton
    import triton.language as tl

    @triton.jit
    def axpy(x, y, alpha, n, BLOCK: tl.constexpr):
        at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
        mask = at < n
        tl.store(y + at, tl.load(y + at, mask=mask) + alpha * tl.load(x + at, mask=mask), mask=mask)

    n = 1 << (14 if SMALL else 27)
    for name, dtype, size in (("F64", torch.float64, 8), ("F32", torch.float32, 4)):
        x = torch.rand(n, dtype=dtype, device="cuda") - 0.5
        y = torch.rand(n, dtype=dtype, device="cuda") - 0.5
        before = y.clone()
        grid = (triton.cdiv(n, 1024),)
        axpy[grid](x, y, 0.5, n, BLOCK=1024)
        error = float((y - (before + 0.5 * x)).abs().max())
        check = f"ok, error {error:.3g}" if error < 1e-5 else f"wrong: error {error}"
        del before
        write(path, group="level1", kernel="axpy", shape=f"n={n}", dtype=name, subject="triton", threads=1,
              seconds=clock.seconds(lambda: axpy[grid](x, y, 1e-9, n, BLOCK=1024)), bytes=3 * n * size, check=check)


def cupy_sparse(path, cupy, clock):
    import cupyx.scipy.sparse as sparse

    for n in [16] if SMALL else [32, 64, 256]:
        cells = cupy.full(n ** 3, 6, dtype=cupy.int8)
        pointers, columns, values, rows = laplacian(cupy, cells, n, False)
        for name, dtype, size in (("F64", cupy.float64, 8), ("F32", cupy.float32, 4)):
            a = sparse.csr_matrix((values.astype(dtype), columns, pointers), shape=(rows, rows))
            x = cupy.random.rand(rows).astype(dtype) - 0.5
            y = a @ x
            c = rows // 2
            begin, end = int(pointers[c]), int(pointers[c + 1])
            expected = float((values[begin:end] * x[columns[begin:end]]).sum())
            check = close(float(y[c]), expected, 1e-3)
            bytes_moved = 2 * rows * size + (4 + size) * len(columns) + 4 * rows
            write(path, group="sparse", kernel="spmv", shape=f"box:{n}", dtype=name, subject="cupy", threads=1,
                  seconds=clock.seconds(lambda: a @ x), bytes=bytes_moved, check=check)


def torch_sparse(path, torch, clock):
    import numpy

    for n in [16] if SMALL else [32, 64, 256]:
        try:
            import cupy
            xp = cupy
        except ImportError:
            xp = numpy
        pointers, columns, values, rows = laplacian(xp, xp.full(n ** 3, 6, dtype=xp.int8), n, False)
        parts = [torch.as_tensor(part, device="cuda") for part in (pointers, columns, values)]
        for name, dtype, size in (("F64", torch.float64, 8), ("F32", torch.float32, 4)):
            a = torch.sparse_csr_tensor(parts[0], parts[1], parts[2].to(dtype), size=(rows, rows))
            x = torch.rand(rows, dtype=dtype, device="cuda") - 0.5
            bytes_moved = 2 * rows * size + (4 + size) * len(parts[1]) + 4 * rows
            write(path, group="sparse", kernel="spmv", shape=f"box:{n}", dtype=name, subject="torch", threads=1,
                  seconds=clock.seconds(lambda: a @ x), bytes=bytes_moved, check="")


def solves(path, cells_file, shape, xp, subject, matrix, wait):
    """Conjugate gradients on the matrix of a masked grid, by the library's own solver where there is one."""
    import numpy

    n = int(shape.split(":")[1])
    cells = numpy.fromfile(cells_file, dtype=numpy.int8)
    product, b, library = matrix(cells, n)
    entries = dict(group="cg", kernel="cg matrix", shape=shape, dtype="F64", threads=1)
    x, r = conjugate_gradients(xp, product, b, 30)
    true = b - product(x)
    check = close(float(xp.dot(true, true)), float(xp.dot(r, r)), 1e-6)
    seconds = iteration_seconds(lambda count: conjugate_gradients(xp, product, b, count), wait)
    write(path, subject=f"{subject} loop", seconds=seconds, check=check, **entries)
    if library:
        write(path, subject=f"{subject} cg", seconds=iteration_seconds(library, wait), check="", **entries)


def cupy_solves(path, cells_file, shape, cupy):
    import cupyx.scipy.sparse as sparse
    import cupyx.scipy.sparse.linalg as linalg

    def matrix(cells, n):
        pointers, columns, values, rows = laplacian(cupy, cells, n, True)
        a = sparse.csr_matrix((values, columns, pointers), shape=(rows, rows))
        b = cupy.random.rand(rows) - 0.5

        def library(count):
            try:
                linalg.cg(a, b, rtol=1e-30, maxiter=count)
            except TypeError:
                linalg.cg(a, b, tol=1e-30, maxiter=count)

        return (lambda p: a @ p), b, library

    solves(path, cells_file, shape, cupy, "cupy", matrix, cupy.cuda.Device().synchronize)


def torch_solves(path, cells_file, shape, torch):
    import numpy

    def matrix(cells, n):
        pointers, columns, values, rows = laplacian(numpy, cells, n, True)
        a = torch.sparse_csr_tensor(*(torch.as_tensor(part, device="cuda") for part in (pointers, columns, values)),
                                    size=(rows, rows))
        return (lambda p: a @ p), torch.rand(rows, dtype=torch.float64, device="cuda") - 0.5, None

    solves(path, cells_file, shape, torch, "torch", matrix, torch.cuda.synchronize)


def attempt(path, group, subject, work):
    try:
        work()
    except Exception as failure:  # one peer that fails must not end the others
        skip(path, group, subject, f"{type(failure).__name__}: {failure}")


def main(path, cells_file, shape):
    try:
        import torch
        if not torch.cuda.is_available():
            raise RuntimeError("PyTorch sees no CUDA device")
    except Exception as failure:
        skip(path, "peers", "torch and triton", f"{type(failure).__name__}: {failure}")
        torch = None
    if torch is not None:
        clock = Clock(lambda: torch.cuda.Event(enable_timing=True), lambda e: e.record(), lambda a, b: a.elapsed_time(b),
                      lambda e: e.synchronize())
        attempt(path, "level1", "torch", lambda: torch_vectors(path, torch, clock))
        attempt(path, "level1", "triton", lambda: triton_vectors(path, torch, clock))
        attempt(path, "gemm", "torch", lambda: torch_products(path, torch, clock))
        torch.cuda.empty_cache()
    try:
        import cupy
        cupy.cuda.runtime.getDeviceCount()
    except Exception as failure:
        skip(path, "peers", "cupy", f"{type(failure).__name__}: {failure}")
        cupy = None
    if cupy is not None:
        clock = Clock(lambda: cupy.cuda.Event(), lambda e: e.record(), cupy.cuda.get_elapsed_time, lambda e: e.synchronize())
        attempt(path, "sparse", "cupy", lambda: cupy_sparse(path, cupy, clock))
        attempt(path, "cg", "cupy", lambda: cupy_solves(path, cells_file, shape, cupy))
        cupy.get_default_memory_pool().free_all_blocks()
    if torch is not None:
        clock = Clock(lambda: torch.cuda.Event(enable_timing=True), lambda e: e.record(), lambda a, b: a.elapsed_time(b),
                      lambda e: e.synchronize())
        attempt(path, "sparse", "torch", lambda: torch_sparse(path, torch, clock))
        attempt(path, "cg", "torch", lambda: torch_solves(path, cells_file, shape, torch))


def selftest():
    """Checks what needs no device: the matrix against the stencil, the iteration against a direct solve, the clock."""
    import numpy

    rng = numpy.random.default_rng(1)
    n = 5
    fluid = rng.random((n, n, n)) < 0.7
    cells = numpy.where(fluid, 6, 0).astype(numpy.int8)  # c = i + n (j + n k): axis 2 is i
    x = numpy.where(fluid, rng.random((n, n, n)), 0)
    wide = numpy.zeros((n + 2,) * 3)
    wide[1:-1, 1:-1, 1:-1] = x
    y = 6 * x
    for axis in range(3):
        for step in (-1, 1):
            y -= numpy.roll(wide, step, axis)[1:-1, 1:-1, 1:-1]
    y = numpy.where(fluid, y, 0)
    for compact in (True, False):
        pointers, columns, values, rows = laplacian(numpy, cells.ravel(), n, compact)
        dense = numpy.zeros((rows, rows))
        for row in range(rows):
            for at in range(pointers[row], pointers[row + 1]):
                dense[row, columns[at]] += values[at]
        xs, ys = (x[fluid], y[fluid]) if compact else (x.ravel(), y.ravel())
        assert numpy.allclose(dense @ xs, ys), compact
        if compact:
            b = rng.random(rows)
            found, _ = conjugate_gradients(numpy, lambda p: dense @ p, b, 80)
            assert numpy.allclose(dense @ found, b)
    times = iter(range(100))
    clock = Clock(lambda: [0], lambda e: e.__setitem__(0, next(times)), lambda a, b: b[0] - a[0], lambda e: None)
    assert statistics.median(clock.once(lambda: None, 1) for _ in range(3)) == 1e-3
    assert close(1.0, 1.0 + 1e-9, 1e-6).startswith("ok") and close(1.0, 2.0, 1e-6).startswith("wrong")
    print("peers.py: selftest passed")


if __name__ == "__main__":
    if sys.argv[1:] == ["--selftest"]:
        selftest()
    elif len(sys.argv) == 4:
        main(*sys.argv[1:])
    else:
        sys.exit(__doc__)

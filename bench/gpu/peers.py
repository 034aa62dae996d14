"""Times PyTorch, CuPy and Triton at the work of gatun.bench.device, by events of the device.

usage: peers.py READINGS CELLS SHAPE
Appends one JSON object a reading to READINGS. CELLS are the cells of SHAPE (mac:N), a byte each: 0 outside the fluid,
else the diagonal of the matrix. What is not installed, and everything without a device, is skipped with its reason.
"""
import importlib
import json
import os
import statistics
import sys
import time

SMALL = "GATUN_SMALL" in os.environ
BUDGET = 0.1 if SMALL else 0.3
VECTOR = 1 << (14 if SMALL else 27)
TYPES = (("F64", "float64", 8), ("F32", "float32", 4))


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


def measured(path, clock, work, **reading):
    write(path, threads=1, seconds=clock.seconds(work), **reading)


def torch_clock(torch):
    return Clock(lambda: torch.cuda.Event(enable_timing=True), lambda e: e.record(), lambda a, b: a.elapsed_time(b),
                 lambda e: e.synchronize())


def torch_random(torch, dtype, *shape):
    return torch.rand(*shape, dtype=getattr(torch, dtype), device="cuda") - 0.5


def torch_vectors(path, torch, clock):
    for name, dtype, size in TYPES:
        x, y = torch_random(torch, dtype, VECTOR), torch_random(torch, dtype, VECTOR)
        z = y.clone()
        z.add_(x, alpha=0.5)
        middle = VECTOR // 2
        check = close(float(z[middle]), float(y[middle]) + 0.5 * float(x[middle]), 1e-5)
        del z
        for kernel, values, work, found in (("axpy", 3, lambda: y.add_(x, alpha=1e-9), check),
                                            ("dot", 2, lambda: torch.dot(x, y), ""),
                                            ("copy", 2, lambda: x.copy_(y), "")):
            measured(path, clock, work, group="level1", kernel=kernel, shape=f"n={VECTOR}", dtype=name, subject="torch",
                     bytes=values * VECTOR * size, check=found)


def torch_products(path, torch, clock):
    torch.backends.cuda.matmul.allow_tf32 = False
    for n in [64] if SMALL else [128, 512, 1024, 2048, 4096]:
        for name, dtype, _ in TYPES:
            a, b = torch_random(torch, dtype, n, n), torch_random(torch, dtype, n, n)
            c = torch.empty_like(a)
            torch.matmul(a, b, out=c)
            expected = float((a[1].double() * b[:, 2].double()).sum())
            check = "ok" if abs(float(c[1, 2]) - expected) < 1e-3 * n ** 0.5 else "wrong: an element"
            measured(path, clock, lambda: torch.matmul(a, b, out=c), group="gemm", kernel="gemm", shape=f"{n}x{n}x{n}",
                     dtype=name, subject="torch", flops=2.0 * n ** 3, check=check)


def triton_vectors(path, torch, clock):
    import triton
    import triton.language as tl

    @triton.jit
    def axpy(x, y, alpha, n, BLOCK: tl.constexpr):
        at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
        mask = at < n
        tl.store(y + at, tl.load(y + at, mask=mask) + alpha * tl.load(x + at, mask=mask), mask=mask)

    for name, dtype, size in TYPES:
        x, y = torch_random(torch, dtype, VECTOR), torch_random(torch, dtype, VECTOR)
        before = y.clone()
        grid = (triton.cdiv(VECTOR, 1024),)
        axpy[grid](x, y, 0.5, VECTOR, BLOCK=1024)
        error = float((y - (before + 0.5 * x)).abs().max())
        check = f"ok, error {error:.3g}" if error < 1e-5 else f"wrong: error {error}"
        del before
        measured(path, clock, lambda: axpy[grid](x, y, 1e-9, VECTOR, BLOCK=1024), group="level1", kernel="axpy",
                 shape=f"n={VECTOR}", dtype=name, subject="triton", bytes=3 * VECTOR * size, check=check)


def products(path, clock, subject, xp, operands):
    """Times products with the Laplacian of a box. operands(matrix, dtype) gives the library's matrix and a random vector."""
    for n in [16] if SMALL else [32, 64, 256]:
        matrix = laplacian(xp, xp.full(n ** 3, 6, dtype=xp.int8), n, False)
        pointers, columns, values, rows = matrix
        for name, dtype, size in TYPES:
            a, x = operands(matrix, dtype)
            row = rows // 2
            entries = range(int(pointers[row]), int(pointers[row + 1]))
            expected = sum(float(values[e]) * float(x[int(columns[e])]) for e in entries)
            check = close(float((a @ x)[row]), expected, 1e-3)
            bytes_moved = 2 * rows * size + (4 + size) * len(columns) + 4 * rows
            measured(path, clock, lambda: a @ x, group="sparse", kernel="spmv", shape=f"box:{n}", dtype=name,
                     subject=subject, bytes=bytes_moved, check=check)


def cupy_matrix(cupy, matrix, dtype):
    import cupyx.scipy.sparse as sparse

    pointers, columns, values, rows = matrix
    return sparse.csr_matrix((values.astype(dtype), columns, pointers), shape=(rows, rows))


def torch_matrix(torch, matrix, dtype):
    pointers, columns, values = (torch.as_tensor(part, device="cuda") for part in matrix[:3])
    return torch.sparse_csr_tensor(pointers, columns, values.to(getattr(torch, dtype)), size=(matrix[3], matrix[3]))


def cupy_sparse(path, cupy, clock):
    products(path, clock, "cupy", cupy,
             lambda matrix, dtype: (cupy_matrix(cupy, matrix, dtype), cupy.random.rand(matrix[3]).astype(dtype) - 0.5))


def torch_sparse(path, torch, clock):
    try:
        import cupy as xp
    except ImportError:
        import numpy as xp
    products(path, clock, "torch", xp,
             lambda matrix, dtype: (torch_matrix(torch, matrix, dtype), torch_random(torch, dtype, matrix[3])))


def solves(path, shape, xp, subject, a, b, library, wait):
    """Conjugate gradients on the matrix of a masked grid, and the library's own solver where there is one."""
    entries = dict(group="cg", kernel="cg matrix", shape=shape, dtype="F64", threads=1)
    x, r = conjugate_gradients(xp, lambda p: a @ p, b, 30)
    true = b - a @ x
    check = close(float(xp.dot(true, true)), float(xp.dot(r, r)), 1e-6)
    seconds = iteration_seconds(lambda count: conjugate_gradients(xp, lambda p: a @ p, b, count), wait)
    write(path, subject=f"{subject} loop", seconds=seconds, check=check, **entries)
    if library:
        write(path, subject=f"{subject} cg", seconds=iteration_seconds(library, wait), check="", **entries)


def masked(xp, cells_file, shape):
    """Returns the matrix of the grid of a shape whose cells lie in a file."""
    import numpy

    return laplacian(xp, numpy.fromfile(cells_file, dtype=numpy.int8), int(shape.split(":")[1]), True)


def cupy_solves(path, cells_file, shape, cupy):
    import cupyx.scipy.sparse.linalg as linalg

    matrix = masked(cupy, cells_file, shape)
    a = cupy_matrix(cupy, matrix, "float64")
    b = cupy.random.rand(matrix[3]) - 0.5

    def library(count):
        try:
            linalg.cg(a, b, rtol=1e-30, maxiter=count)
        except TypeError:
            linalg.cg(a, b, tol=1e-30, maxiter=count)

    solves(path, shape, cupy, "cupy", a, b, library, cupy.cuda.Device().synchronize)


def torch_solves(path, cells_file, shape, torch):
    import numpy

    matrix = masked(numpy, cells_file, shape)
    a, b = torch_matrix(torch, matrix, "float64"), torch_random(torch, "float64", matrix[3])
    solves(path, shape, torch, "torch", a, b, None, torch.cuda.synchronize)


def attempt(path, group, subject, work):
    try:
        work()
    except Exception as failure:  # one peer that fails must not end the others
        skip(path, group, subject, f"{type(failure).__name__}: {failure}")


def usable(path, name, subjects, probe):
    """Returns a module that sees a device; else says why not and returns None."""
    try:
        module = importlib.import_module(name)
        probe(module)
        return module
    except Exception as failure:
        skip(path, "peers", subjects, f"{type(failure).__name__}: {failure}")
        return None


def sees_device(torch):
    if not torch.cuda.is_available():
        raise RuntimeError("PyTorch sees no CUDA device")


def main(path, cells_file, shape):
    torch = usable(path, "torch", "torch and triton", sees_device)
    if torch is not None:
        clock = torch_clock(torch)
        attempt(path, "level1", "torch", lambda: torch_vectors(path, torch, clock))
        attempt(path, "level1", "triton", lambda: triton_vectors(path, torch, clock))
        attempt(path, "gemm", "torch", lambda: torch_products(path, torch, clock))
        torch.cuda.empty_cache()
    cupy = usable(path, "cupy", "cupy", lambda module: module.cuda.runtime.getDeviceCount())
    if cupy is not None:
        own = Clock(lambda: cupy.cuda.Event(), lambda e: e.record(), cupy.cuda.get_elapsed_time, lambda e: e.synchronize())
        attempt(path, "sparse", "cupy", lambda: cupy_sparse(path, cupy, own))
        attempt(path, "cg", "cupy", lambda: cupy_solves(path, cells_file, shape, cupy))
        cupy.get_default_memory_pool().free_all_blocks()
    if torch is not None:
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

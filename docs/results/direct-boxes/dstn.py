"""Times scipy's dstn, a division and idstn (type I) of an n^3 array. Usage: dstn.py THREADS N F64|F32; one line of JSON."""
import sys, time, numpy, scipy, scipy.fft

threads, n, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
dtype = numpy.float64 if kind == "F64" else numpy.float32
b = (2 * numpy.random.default_rng(42).random((n, n, n)) - 1).astype(dtype)
w = (2 - 2 * numpy.cos(numpy.pi * numpy.arange(1, n + 1) / (n + 1))).astype(dtype)
w = w[:, None, None] + w[None, :, None] + w[None, None, :]
seconds = []
begin = time.perf_counter()
while len(seconds) < 3 or time.perf_counter() - begin < 3:
    t = time.perf_counter()
    y = scipy.fft.dstn(b, type=1, workers=threads)
    y /= w
    x = scipy.fft.idstn(y, type=1, workers=threads, overwrite_x=True)
    seconds.append(time.perf_counter() - t)
late = sorted(seconds[len(seconds) // 2:])
print('{"what":"scipy %s dstn","n":%d,"dtype":"%s","threads":%d,"median":%.5f,"least":%.5f,"count":%d}'
      % (scipy.__version__, n, kind, threads, late[len(late) // 2], late[0], len(late)))

"""Writes the files beside it: python3 numpy_files.py (numpy 2.4.6 made those that are stored)."""
import numpy as np
from numpy.lib import format as npy

count = np.arange(24).reshape(2, 3, 4)
for dtype in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "<i4", ">i4", "<i8", ">i8"):
    name = {"<": "little_", ">": "big_", "|": ""}[dtype[0]] + dtype[1:]
    np.save(name + ".npy", (count - 5).astype(dtype))
np.save("fortran_f8.npy", np.asfortranarray(count.astype("<f8")))
np.save("fortran_big_i4.npy", np.asfortranarray(count.astype(">i4")))
np.save("scalar.npy", np.float64(2.5))
np.save("empty.npy", np.zeros((3, 0, 2), "<f4"))
for version in ((2, 0), (3, 0)):
    with open("version%d.npy" % version[0], "wb") as f:
        npy.write_array(f, np.array([1.0, np.nan, -np.inf]), version)
np.save("complex.npy", np.ones(2, "<c16"))
np.save("structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
np.savez("stored.npz", x=count.astype("<f8"), n=np.int32([7, 8]))
np.savez_compressed("deflated.npz", x=np.asfortranarray(count.astype("<f8")), n=np.int32([7, 8]))

# SPDX-License-Identifier: GPL-3.0-or-later
# Made the .pickle files here: python3 make_pickles.py FOLDER (NumPy 1.24)
import pickle
import sys

import numpy

data = {
    "text": "a\u00e9\u20ac\n\\",
    b"bytes": b"\x00\xff",
    "empty": b"",
    "numbers": [0, 255, 65535, -1, 2**31, -(2**63), 1.5, True, None],
    "tuple": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    "u1": numpy.arange(6, dtype="u1").reshape(2, 3),
    "f4": numpy.asfortranarray(numpy.arange(6, dtype="<f4").reshape(2, 3)),
    "i8": numpy.array([-1, 2], ">i8"),
    "bool": numpy.array(True),
    "scalar": numpy.float32(0.5),
    "words": numpy.array(["ab", "c"]),
}
data["again"] = data["u1"]
for protocol in range(6):
    with open(f"{sys.argv[1]}/values_{protocol}.pickle", "wb") as file:
        pickle.dump(data, file, protocol=protocol)

# cifar_batch.pickle: two images as people pickle CIFAR-10 again today, labels in an array.
batch = {"data": numpy.arange(2 * 3072, dtype="i8").reshape(2, 3072).astype("u1"), "labels": numpy.array([3, 9])}
with open(f"{sys.argv[1]}/cifar_batch.pickle", "wb") as file:
    pickle.dump(batch, file, protocol=5)

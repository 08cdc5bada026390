# SPDX-License-Identifier: GPL-3.0-or-later
"""weights_in_numpy.py FOLDER: reads every NAME.safetensors, NAME.npz and NAME.text there, compares them, and
writes them again as NAME.numpy.*: the archives in Fortran order and in big-endian halves of the arrays, the
safetensors without padding and in another order. Exit status 77: NumPy is missing."""
import json
import struct
import sys
from pathlib import Path

try:
    import numpy as np
except ImportError:
    sys.exit(77)


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0, "the data is aligned"
    header = json.loads(data[8 : 8 + length])
    assert header.pop("__metadata__")["format"] == "convscope-model"
    tensors, end = {}, 0
    assert list(header) == sorted(header)
    for name, entry in header.items():
        begin, stop = entry["data_offsets"]
        assert begin == end and entry["dtype"] == "F32"
        tensors[name] = np.frombuffer(data[8 + length + begin : 8 + length + stop], "<f4").reshape(entry["shape"])
        end = stop
    assert 8 + length + end == len(data)
    return tensors


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, value in reversed(list(tensors.items())):
        begin = len(data)
        data += value.tobytes()
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def same(a, b):
    return a.dtype == b.dtype == np.float32 and a.shape == b.shape and a.tobytes() == b.tobytes()


def check_text(folder, tensors):
    """The files' names tell the order of the layers; within a layer it is that of the archive."""
    files = sorted(folder.iterdir(), key=lambda file: int("".join(c for c in file.stem if c.isdigit())))
    assert len(files) == len(tensors)
    arrays = {file.name: np.loadtxt(file, ndmin=1) for file in files}
    values = sorted(np.concatenate([array for array in arrays.values()]))
    assert np.abs(values - np.sort(np.concatenate([t.ravel() for t in tensors.values()]))).max() <= 1e-7
    return arrays


folder = Path(sys.argv[1])
count = 0
for archive in sorted(folder.glob("*.npz")):
    stem = archive.name[: -len(".npz")]
    arrays = dict(np.load(archive))
    tensors = read_safetensors(folder / (stem + ".safetensors"))
    assert set(arrays) == set(tensors)
    assert all(same(arrays[name], tensors[name]) for name in arrays), stem
    write_safetensors(folder / (stem + ".numpy.safetensors"), arrays)
    np.savez(folder / (stem + ".numpy.npz"), **{name: np.asfortranarray(value) for name, value in arrays.items()})
    turned = {name: value.astype(">f4" if i % 2 else "<f8") for i, (name, value) in enumerate(arrays.items())}
    np.savez_compressed(folder / (stem + ".numpy.packed.npz"), **turned)
    texts = folder / (stem + ".numpy.text")
    texts.mkdir()
    for name, values in check_text(folder / (stem + ".text"), arrays).items():
        np.savetxt(texts / name, values)
    count += 1
print(count, "models")

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every export in a folder with nothing but NumPy and compares each array with the bytes in
NAME.raw, of which NAME.json tells names and shapes. Prints how many arrays were compared. Exit status
77: NumPy is missing."""
import json
import sys
from pathlib import Path

try:
    import numpy as np
except ImportError:
    sys.exit(77)


def from_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    facts = header.pop("__metadata__")
    arrays = {k: np.frombuffer(data[slice(*v["data_offsets"])], "<f4").reshape(v["shape"]) for k, v in header.items()}
    for key in ["golden_input", "golden_probabilities"]:
        arrays[key] = np.frombuffer(bytes.fromhex(facts[key]), "<f4")
    return arrays


def from_texts(folder, about):
    return {one["name"]: np.loadtxt(folder / one["text"], dtype=np.float32, ndmin=1).reshape(one["dims"]) for one in about}


compared = 0
for facts in sorted(Path(sys.argv[1]).glob("*.json")):
    about = json.loads(facts.read_text())
    raw = np.fromfile(facts.with_suffix(".raw"), "<f4")
    ways = {
        "npz": dict(np.load(facts.with_suffix(".npz"))),
        "safetensors": from_safetensors(facts.with_suffix(".safetensors")),
        "text": from_texts(facts.with_suffix(""), about),
    }
    for way, arrays in ways.items():
        assert sorted(arrays) == sorted(one["name"] for one in about), (facts, way, list(arrays))
        begin = 0
        for one in about:
            expected = raw[begin : begin + int(np.prod(one["dims"]))]
            begin += expected.size
            array = arrays[one["name"]]
            assert array.dtype == np.float32, (facts, way, one)
            if not one["name"].startswith("golden"):
                assert list(array.shape) == one["dims"], (facts, way, one)
            assert array.tobytes() == expected.tobytes(), (facts, way, one)
            compared += 1
        assert begin == raw.size, facts
print(compared)

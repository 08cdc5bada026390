#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains a network for a moment, exports it as .npz, computes its answer to one image with nothing
but NumPy, and compares with what `convscope-cli predict` says. Exit status 77: NumPy is missing."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError:
    print("python3-numpy is not installed")
    sys.exit(77)


def cli(*arguments):
    return subprocess.run([sys.argv[1], *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def windows(x, size, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))
    return view[:, :: stride[0], :: stride[1]]


def conv(x, layer, weights):
    ph, pw = pair(layer.get("padding", 0))
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw)))
    weight = weights[layer["name"] + ".weight"]
    view = windows(x, weight.shape[2:], pair(layer.get("stride", 1)))
    y = np.einsum("chwuv,ocuv->ohw", view, weight)
    bias = weights.get(layer["name"] + ".bias")
    return y if bias is None else y + bias[:, None, None]


def maxpool(x, layer, _):
    size = pair(layer.get("size", 2))
    return windows(x, size, pair(layer.get("stride", size))).max(axis=(3, 4))


def dense(x, layer, weights):
    return weights[layer["name"] + ".weight"] @ x.ravel() + weights[layer["name"] + ".bias"]


KINDS = {
    "conv": conv,
    "maxpool": maxpool,
    "dense": dense,
    "relu": lambda x, *_: np.maximum(x, 0),
    "sigmoid": lambda x, *_: 1 / (1 + np.exp(-x)),
    "flatten": lambda x, *_: x.ravel(),
}


def check(preset, folder):
    run, weights_file, maps_file = folder / preset, folder / f"{preset}.npz", folder / f"{preset}-maps.npz"
    image = folder / "image.pgm"
    image.write_bytes(b"P5 40 30 255\n" + bytes((7 * x * x + 13 * y) % 256 for y in range(30) for x in range(40)))
    cli("train", "sample:digits", "--model", preset, "--run", run, "--limit", 200, "--max-batches", 20)
    cli("export", run, "--format", "npz", "--out", weights_file)
    cli("maps", run, image, "--out", maps_file)
    info = json.loads(cli("info", run, "--json"))
    weights = dict(np.load(weights_file))
    maps = np.load(maps_file)

    first = weights["conv1.weight"].shape
    assert len(first) == 4 and first[1] == info["input"][0], first
    x = maps["input"].astype(np.float64)
    for layer in info["model"]["layers"]:
        x = KINDS[layer["kind"]](x, layer, weights)
        difference = np.abs(x.ravel() - maps[layer["name"]].ravel()).max()
        assert difference < 1e-3 * max(1, np.abs(x).max()), (preset, layer["name"], difference)
    probabilities = np.exp(x - x.max())
    probabilities /= probabilities.sum()

    answer = json.loads(cli("predict", run, image, "--json"))["predictions"][0]["probabilities"]
    theirs = np.array([answer[name] for name in info["classes"]])
    difference = np.abs(probabilities - theirs).max()
    print(f"{preset}: largest difference of a probability {difference:.2e}")
    assert difference < 1e-5, (preset, difference)


with tempfile.TemporaryDirectory() as temporary:
    for name in ["digits", "blood-cells-pooled", "cifar10", "mnist-dense", "mnist-sigmoid"]:
        check(name, Path(temporary))

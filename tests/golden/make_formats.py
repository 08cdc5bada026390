#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made formats_1/: make_formats.py CONVSCOPE_CLI FOLDER (NumPy 1.24). One small model as a file of each
format, and what plain NumPy in double precision answers to one picture. Files that are kept here are
never made again: they show that what an older version wrote still opens."""
import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

MODEL = {
    "input": [1, 10, 10],
    "layers": [
        {"kind": "conv", "filters": 3, "kernel": 3, "bias": False},
        {"kind": "batchnorm"},
        {"kind": "relu"},
        {"kind": "maxpool", "size": 2},
        {"kind": "conv", "filters": 4, "kernel": 3, "padding": 1},
        {"kind": "relu"},
        {"kind": "dense", "units": 6},
        {"kind": "relu"},
        {"kind": "dense", "units": 10},
    ],
    "recipe": {"preprocessing": {"channels": 1, "height": 10, "width": 10, "normalization": "unit"}},
}
TEXTS = {
    "conv1.weight": "filter1",
    "bn1.weight": "scale2",
    "bn1.bias": "offset2",
    "bn1.running_mean": "mean2",
    "bn1.running_var": "variance2",
    "conv2.weight": "filter3",
    "conv2.bias": "bias3",
    "dense1.weight": "weight4",
    "dense1.bias": "bias4",
    "dense2.weight": "weight5",
    "dense2.bias": "bias5",
}


def cli(*arguments):
    subprocess.run([sys.argv[1], *map(str, arguments)], check=True)


def conv(x, weight):
    view = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))
    return np.einsum("chwuv,ocuv->ohw", view, weight)


def answer(x, w):
    w = {name: value.astype("f8") for name, value in w.items()}
    column = lambda name: w[name][:, None, None]
    x = conv(x, w["conv1.weight"])
    x = (x - column("bn1.running_mean")) / np.sqrt(column("bn1.running_var") + 1e-5)
    x = np.maximum(x * column("bn1.weight") + column("bn1.bias"), 0)
    x = x.reshape(3, 4, 2, 4, 2).max(axis=(2, 4))
    x = np.maximum(conv(np.pad(x, ((0, 0), (1, 1), (1, 1))), w["conv2.weight"]) + column("conv2.bias"), 0)
    x = np.maximum(w["dense1.weight"] @ x.ravel() + w["dense1.bias"], 0)
    x = w["dense2.weight"] @ x + w["dense2.bias"]
    x = np.exp(x - x.max())
    return x / x.sum()


out = Path(sys.argv[2])
(out / "text").mkdir(parents=True)
(out / "model.json").write_text(json.dumps(MODEL, indent=1) + "\n")
with tempfile.TemporaryDirectory() as folder:
    run = Path(folder) / "run"
    cli("train", "sample:digits", "--model", out / "model.json", "--run", run, "--epochs", 4)
    (out / "model.safetensors").write_bytes((run / "best.safetensors").read_bytes())
    cli("export", run, "--format", "npz", "--out", out / "weights.npz")
weights = dict(np.load(out / "weights.npz"))
for name, stem in TEXTS.items():  # as the program writes them
    np.savetxt(out / "text" / (stem + ".txt"), weights[name].ravel(), fmt="%.8e")
with open(out / "params.pkl", "wb") as file:
    pickle.dump({stem: weights[name] for name, stem in TEXTS.items()}, file, protocol=4)
picture = np.random.default_rng(1).integers(0, 256, (1, 10, 10)) / 255
np.savez(
    out / "answer.npz",
    input=picture.astype("f4"),
    probabilities=answer(picture.astype("f4").astype("f8"), weights).astype("f4"),
)

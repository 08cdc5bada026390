#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports what PyTorch and Keras would write of one network, and compares `convscope-cli predict` with what
PyTorch says, for 20 images. The Keras weights are those of PyTorch, put in Keras' order by NumPy. Exit
status 77: PyTorch or NumPy is missing."""
import json
import pickle
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    import torch
except ImportError:
    print("python3-torch is not installed")
    sys.exit(77)

SPEC = {
    "input": [3, 12, 12],
    "layers": [
        {"kind": "conv", "filters": 4, "kernel": 3, "padding": 1, "bias": False},
        {"kind": "batchnorm"},
        {"kind": "relu"},
        {"kind": "maxpool", "size": 2},
        {"kind": "conv", "filters": 6, "kernel": 3},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "dense", "units": 8},
        {"kind": "relu"},
        {"kind": "dense", "units": 5},
    ],
    "recipe": {"preprocessing": {"channels": 3, "height": 12, "width": 12, "normalization": "unit"}},
}


def network():
    from torch import nn

    torch.manual_seed(3)
    features = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3),
        nn.ReLU(),
    )
    classifier = nn.Sequential(nn.Flatten(), nn.Linear(96, 8), nn.ReLU(), nn.Linear(8, 5))
    model = nn.Sequential()
    model.add_module("features", features)
    model.add_module("classifier", classifier)
    with torch.no_grad():  # statistics and weights that tell layers apart
        for _ in range(30):
            model(torch.rand(16, 3, 12, 12) * 3)
        for parameter in model.parameters():
            parameter += torch.randn_like(parameter) * 0.2
    return model.eval()


def write_safetensors(path, tensors):
    """As the format's own writer: the widest types first, then by name."""
    names = {np.dtype("f4"): "F32", np.dtype("i8"): "I64"}
    header, data = {}, b""
    for name, value in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        header[name] = {
            "dtype": names[value.dtype],
            "shape": value.shape,
            "data_offsets": [len(data), len(data) + value.nbytes],
        }
        data += value.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def keras_order(state):
    """What Keras' get_weights() has of the same network: channels last everywhere."""
    for name, value in state.items():
        if name == "classifier.1.weight":
            value = value.reshape(8, 6, 4, 4).transpose(2, 3, 1, 0).reshape(96, 8)
        elif value.ndim == 4:
            value = value.transpose(2, 3, 1, 0)
        elif value.ndim == 2:
            value = value.T
        if value.ndim:
            yield value


def cli(*arguments):
    result = subprocess.run([sys.argv[1], *map(str, arguments)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def write_picture(path, pixels):
    """A PPM: rows of red, green, blue."""
    path.write_bytes(b"P6 12 12 255\n" + pixels.transpose(1, 2, 0).tobytes())


def worst(model, folder, images, out):
    answers = json.loads(cli("predict", out, *[folder / f"{i}.ppm" for i in range(len(images))], "--json"))
    ours = [[one["probabilities"][str(k)] for k in range(5)] for one in answers["predictions"]]
    with torch.no_grad():
        theirs = torch.softmax(model(torch.from_numpy(images.astype("f4") / 255)), 1).numpy()
    assert theirs.std(axis=0).min() > 1e-3, "the images get different answers"
    return np.abs(np.array(ours) - theirs).max()


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "spec.json").write_text(json.dumps(SPEC))
    model = network()
    state = {key: value.numpy() for key, value in model.state_dict().items()}
    write_safetensors(folder / "torch.safetensors", state)
    np.savez(folder / "torch.npz", **state)
    with open(folder / "torch.pkl", "wb") as file:
        pickle.dump(state, file)
    np.savez(folder / "keras.npz", *keras_order(state))
    images = np.random.default_rng(0).integers(0, 256, (20, 3, 12, 12), dtype="u1")
    for i, pixels in enumerate(images):
        write_picture(folder / f"{i}.ppm", pixels)
    for file, more in (
        ("torch.safetensors", []),
        ("torch.npz", []),
        ("torch.pkl", []),
        ("keras.npz", ["--keras"]),
    ):
        # Keras adds another small number to the variance, which its weights do not tell.
        model.features[1].eps = 1e-3 if file.startswith("keras") else 1e-5
        out = folder / (file + ".model.safetensors")
        cli("import", folder / file, "--model", folder / "spec.json", "--out", out, *more)
        error = worst(model, folder, images, out)
        print(f"{file}: largest difference {error:.1e}")
        assert error < 1e-5, file

# SPDX-License-Identifier: GPL-3.0-or-later
"""Small networks over every kind of layer that the program knows, and images to train them with."""
import json
import pathlib
import random
import re
import subprocess
import typing

import numpy as np

CLASSES = ("blue", "green", "red")
IMAGES = 5  # a class


class Network(typing.NamedTuple):
    kind: str  # what it is there for
    label: str
    spec: pathlib.Path
    run: pathlib.Path


class Refused(Exception):
    """The program's own reason why it does not do this."""


class Cli:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments):
        result = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if result.returncode == 2:
            raise Refused(result.stderr.strip())
        if result.returncode != 0:
            raise RuntimeError(f"{arguments}: status {result.returncode}\n{result.stderr}")
        return result.stdout

    def json(self, *arguments):
        return json.loads(self(*arguments, "--json"))


def kinds(cli, folder):
    """[{"kind", "options", "example"}], as the program tells them."""
    try:
        return cli.json("layers")["layers"]
    except Refused:  # a version without that command still lists them where it refuses one
        spec = folder / "unknown.json"
        spec.write_text(json.dumps({"input": [1, 8, 8], "layers": [{"kind": "?"}]}))
        try:
            cli("gradcheck", "--model", spec)
        except Refused as reason:
            return [{"kind": kind} for kind in re.search(r"known are (.+)", str(reason))[1].split(", ")]
    raise RuntimeError("the program does not tell its kinds of layers")


def other_values(option):
    """Values that the option does not have by itself."""
    kind, value = option.get("type"), option.get("default")
    if kind == "flag":
        return [not value]
    if kind == "choice":
        return [choice for choice in option.get("choices", []) if choice != value]
    if kind in ("whole", "extent", "real") and option.get("max") is not None:
        more = 2 * value if kind == "real" else 2 if value in (0, 1) else value + 1 if isinstance(value, int) else 2
        return [more if more <= option["max"] else value / 2]
    return []


def layers_to_try(about):
    """The kind as a layer: as it is by itself, the program's example, and each option changed."""
    layer = {"kind": about["kind"]}
    for option in about.get("options", []):
        if option.get("type") == "layer":
            layer[option["name"]] = "first"
        if option.get("type") == "layers":
            layer[option["name"]] = ["first"]
    if "options" not in about and about["kind"] == "add":
        layer["from"] = "first"
    yield about["kind"], layer
    example = about.get("example")
    if isinstance(example, dict) and "kind" in example:
        yield f"{about['kind']}, the example", example
    for option in about.get("options", []):
        for value in other_values(option):
            yield f"{about['kind']}, {option['name']} {value}", {**layer, option["name"]: value}


def frames(layer):
    """Networks around a layer: between maps, after a pooled vector, after a dense layer."""
    conv = {"kind": "conv", "filters": 4, "kernel": 3, "name": "first"}
    last = {"kind": "dense", "units": len(CLASSES)}
    pool = {"kind": "global_avgpool"}
    dense = {"kind": "dense", "units": 4, "name": "first"}
    yield "on maps", [conv, layer, last]
    yield "on a vector", [{**conv, "name": "before"}, dense, layer, last]
    yield "on a pooled vector", [conv, pool, layer, last]


def trained(cli, name, layers, data, folder):
    """The run of a network after three batches, far enough that nothing has its starting value."""
    spec, run = folder / f"{name}.json", folder / name
    spec.write_text(json.dumps({"input": [3, 9, 8], "layers": layers}))
    cli("train", data, "--run", run, "--model", spec, "--optimizer", "sgd", "--lr", "0.05", "--batch", "8",
        "--max-batches", "3", "--val", "0", "--size", "8x9", "--channels", "3", "--normalize", "unit")
    return run


def networks_with(cli, about, data, folder):
    """Every network with this kind that the program accepts."""
    made, refusals = [], []
    example = about.get("example")
    candidates = [(f"{label}, {place}", layers) for label, layer in layers_to_try(about)
                  for place, layers in frames(layer)]
    if isinstance(example, dict) and "layers" in example:
        candidates.append((f"{about['kind']}, the example", example["layers"]))
    for label, layers in candidates:
        name = f"{about['kind']}-{len(made)}"
        try:
            run = trained(cli, name, layers, data, folder)
        except Refused as reason:
            refusals.append(str(reason))
            continue
        made.append(Network(about["kind"], label, folder / f"{name}.json", run))
    if not made and about["kind"] != "softmax":  # it ends every network, and stands in no file
        raise RuntimeError(f"no network can be made with '{about['kind']}': {refusals}")
    return made


def all_networks(cli, data, folder):
    return [one for about in kinds(cli, folder) for one in networks_with(cli, about, data, folder)]


def write_images(folder):
    """A folder a class; returns the files."""
    rng = random.Random(4)
    files = []
    for k, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for i in range(IMAGES):
            pixels = bytes(min(255, rng.randrange(170) + (85 if channel == 2 - k else 0))
                           for _ in range(9 * 8) for channel in range(3))
            files.append(folder / name / f"{i}.ppm")
            files[-1].write_bytes(b"P6 8 9 255\n" + pixels)
    return files


def pixels_of(file):
    """[H, W, 3] as nested bytes: the file's header is known."""
    return np.frombuffer(file.read_bytes()[len(b"P6 8 9 255\n"):], np.uint8).reshape(9, 8, 3)

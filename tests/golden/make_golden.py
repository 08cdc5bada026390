#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden values of kinds of layers, in double precision: make_golden.py CLI KIND…

What a kind computes is its own expression in NumPy (`convscope-cli layers --json`), and gradients are central
differences of it, so that nothing here knows the engine nor any kind. KIND.npz holds x, y, dy and dx of a batch,
"option.NAME", the parameters and their gradients ("weight", "dweight"), and of layers that read others
"other0", "dother0", …"""
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

SHAPE = (2, 3, 4, 5)  # samples, channels, height, width
STEP = 1e-6


def layer_function(kind, options):
    """The kind as a function of one sample, its parameters by name, and other layers' outputs."""
    code = "\n".join(kind["numpy"]["helpers"])
    expression = re.sub(r"#(\w+)", lambda m: repr(options[m[1]]), kind["numpy"]["expression"])
    expression = re.sub(r"\$(\w+)", r'w["\1"]', expression)

    def run(x, w, others):
        names = {"np": np, "w": w, "x": x, **{f"other{i}": other for i, other in enumerate(others)}}
        exec(code, names)
        listed = ", ".join(f"other{i}" for i in range(len(others)))
        return eval(re.sub(r"\bothers?\b", listed, expression), names)

    return run


def drawn(rng, shape):
    return rng.choice([-1, 1], shape) * rng.uniform(0.1, 4, shape)  # away from 0, where kinks are


def option_values(kind, rng):
    """Numbers that are not the usual ones, where there is a range."""
    values = {}
    for option in kind["options"]:
        values[option["name"]] = option["default"]
        if option["type"] == "real" and option["default"] > 1e-3:
            values[option["name"]] = float(np.clip(option["default"] * rng.uniform(0.5, 1.5), option["min"], option["max"]))
    return values


def differences(arrays, objective):
    """d(objective)/d(each number of each array), which are changed in place and put back."""
    gradients = []
    for array in arrays:
        gradient = np.zeros_like(array)
        for at in np.ndindex(array.shape):
            kept = array[at]
            array[at] = kept + STEP
            above = objective()
            array[at] = kept - STEP
            gradient[at] = (above - objective()) / (2 * STEP)
            array[at] = kept
        gradients.append(gradient)
    return gradients


def fitting_others(kind, run, weights):
    """The shape of another layer's sample that the expression takes: equal, or one value a channel."""
    if "other" not in kind["numpy"]["expression"]:
        return None
    return (SHAPE[1], 1, 1) if "*" in kind["numpy"]["expression"] else SHAPE[1:]


def golden(kind):
    rng = np.random.default_rng(sum(kind["kind"].encode()))
    options = option_values(kind, rng)
    run = layer_function(kind, options)
    x = drawn(rng, SHAPE)
    weights = {name: drawn(rng, SHAPE[1:2]) for name in kind["parameters"]}
    shape = fitting_others(kind, run, weights)
    others = [drawn(rng, (SHAPE[0], *shape))] if shape else []

    def forward():
        return np.stack([run(x[n], weights, [other[n] for other in others]) for n in range(SHAPE[0])])

    y = forward()
    dy = drawn(rng, y.shape)
    names = ["x", *weights, *[f"other{i}" for i in range(len(others))]]
    arrays = [x, *weights.values(), *others]
    gradients = differences(arrays, lambda: float((forward() * dy).sum()))
    values = {"y": y, "dy": dy, **dict(zip(names, arrays)), **{"d" + n: g for n, g in zip(names, gradients)}}
    numbers = {k: v for k, v in options.items() if isinstance(v, (int, float)) and not isinstance(v, bool)}
    return {**values, **{"option." + k: np.array([v], float) for k, v in numbers.items()}}


kinds = json.loads(subprocess.run([sys.argv[1], "layers", "--json"], check=True, capture_output=True).stdout)["layers"]
for one in kinds:
    if one["kind"] in sys.argv[2:]:
        np.savez(Path(__file__).parent / f"{one['kind']}.npz", **golden(one))

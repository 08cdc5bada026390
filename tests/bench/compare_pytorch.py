#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the same networks in PyTorch and in ConvScope, taking turns, and prints how fast each is.

Both train on random images that lie in memory, with the recipe's optimizer and batch, on the same
number of threads. The machine's noise hits both alike; the ratios are medians over the rounds.
"""
import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
ROWS = [
    ("blood-cells", 32),
    ("blood-cells-pooled", 32),
    ("cifar10", 8),
    ("mnist-dense", 128),
    ("mnist-linear", 32),
    ("mnist-sigmoid", 1),
    ("keras-small", 64),
    (str(HERE / "four_convolutions.json"), 64),
]
SLICE = 0.2  # seconds; as in `convscope-cli bench`
BATCHES = 4  # different ones, in turn; as there


class Skipped(Exception):
    """Why a row cannot be measured."""


# ---- the same network in PyTorch ----------------------------------------------------------------

def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def first_option(layer, kind, otherwise):
    """The value of a layer's only option of this type."""
    found = [value for name, value in layer.items()
             if name not in ("kind", "name") and isinstance(value, kind)]
    return found[0] if found else otherwise


def convolution(layer, shape):
    return nn.Conv2d(shape[0], layer.get("filters", 16), pair(layer.get("kernel", 3)),
                     stride=pair(layer.get("stride", 1)), padding=pair(layer.get("padding", 0)),
                     dilation=pair(layer.get("dilation", 1)), groups=layer.get("groups", 1),
                     bias=layer.get("bias", True))


def dense(layer, shape):
    linear = nn.Linear(math.prod(shape), layer.get("units", 10), bias=layer.get("bias", True))
    return linear if len(shape) == 1 else nn.Sequential(nn.Flatten(), linear)


def pooling(kind):
    def build(layer, _):
        size = pair(layer.get("size", 2))
        stride = tuple(given or own for given, own in zip(pair(layer.get("stride", 0)), size))
        return kind(size, stride)
    return build


def batch_norm(layer, shape):
    kind = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
    return kind(shape[0], eps=layer.get("epsilon", 1e-5), momentum=layer.get("momentum", 0.1))


KINDS = {
    "conv": convolution,
    "dense": dense,
    "maxpool": pooling(nn.MaxPool2d),
    "avgpool": pooling(nn.AvgPool2d),
    "global_avgpool": lambda layer, shape: nn.AdaptiveAvgPool2d(1),
    "batchnorm": batch_norm,
    "dropout": lambda layer, shape: nn.Dropout(first_option(layer, float, 0.5)),
    "flatten": lambda layer, shape: nn.Flatten(),
    "relu": lambda layer, shape: nn.ReLU(),
    "leaky_relu": lambda layer, shape: nn.LeakyReLU(first_option(layer, float, 0.01)),
    "sigmoid": lambda layer, shape: nn.Sigmoid(),
    "tanh": lambda layer, shape: nn.Tanh(),
}
# What automatic names count, where it is not the kind.
STEMS = {"maxpool": "pool", "avgpool": "pool", "global_avgpool": "pool", "leaky_relu": "relu",
    "batchnorm": "bn"}


class Network(nn.Module):
    """The layers of a spec. `add` adds the output of the earlier layer that it names."""

    def __init__(self, spec):
        super().__init__()
        self.names, self.sources, modules, counts = [], [], [], {}
        values = {}
        x = torch.zeros(2, *spec["input"])
        for layer in spec["layers"]:
            kind = layer["kind"]
            stem = STEMS.get(kind, kind)
            counts[stem] = counts.get(stem, 0) + 1
            self.names.append(layer.get("name") or f"{stem}{counts[stem]}")
            self.sources.append(first_option(layer, str, None) if kind == "add" else None)
            if kind not in KINDS and kind != "add":
                raise Skipped(f"this script has no PyTorch layer for '{kind}'")
            modules.append(nn.Identity() if kind == "add" else KINDS[kind](layer, x.shape[1:]))
            x = modules[-1](x)
            if self.sources[-1]:
                x = x + values[self.sources[-1]]
            values[self.names[-1]] = x
        self.modules_in_order = nn.ModuleList(modules)
        self.needed = {source for source in self.sources if source}
        self.classes = x.flatten(1).shape[1]

    def forward(self, x):
        kept = {}
        for name, source, module in zip(self.names, self.sources, self.modules_in_order):
            x = module(x)
            if source:
                x = x + kept[source]
            if name in self.needed:
                kept[name] = x
        return x.flatten(1)


def optimizer_of(recipe, parameters):
    options = recipe.get("optimizer", {})
    rate, decay = options.get("rate", 1e-3), options.get("weight_decay", 0)
    mu, epsilon = options.get("momentum", 0.9), options.get("epsilon", 1e-8)
    betas = (options.get("beta1", 0.9), options.get("beta2", 0.999))
    kind = options.get("kind", "adam")
    if kind in ("sgd", "momentum", "nesterov"):
        return torch.optim.SGD(parameters, rate, momentum=0 if kind == "sgd" else mu,
                               weight_decay=decay, nesterov=kind == "nesterov")
    if kind == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, eps=epsilon, weight_decay=decay)
    adam = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}.get(kind)
    if not adam:
        raise Skipped(f"this script has no PyTorch optimizer for '{kind}'")
    return adam(parameters, rate, betas=betas, eps=epsilon, weight_decay=decay)


class Training:
    """A network in PyTorch with its data and optimizer."""

    def __init__(self, spec, batch):
        torch.manual_seed(1)
        self.batch = batch
        self.network = Network(spec).train()
        self.optimizer = optimizer_of(spec.get("recipe", {}), self.network.parameters())
        self.loss = nn.CrossEntropyLoss()
        self.data = [(torch.rand(batch, *spec["input"]),
                      torch.randint(self.network.classes, (batch,))) for _ in range(BATCHES)]
        self.next = 0
        self.images_per_second(SLICE)  # warms up

    def step(self):
        self.next = (self.next + 1) % BATCHES
        images, labels = self.data[self.next]
        self.optimizer.zero_grad()
        self.loss(self.network(images), labels).backward()
        self.optimizer.step()

    def images_per_second(self, seconds):
        """The median over short slices of time."""
        rates = []
        end = time.perf_counter() + seconds
        while not rates or time.perf_counter() < end:
            start, steps, elapsed = time.perf_counter(), 0, 0
            while elapsed < SLICE:
                self.step()
                steps += 1
                elapsed = time.perf_counter() - start
            rates.append(steps * self.batch / elapsed)
        return statistics.median(rates)


# ---- the comparison -----------------------------------------------------------------------------

def run_cli(options, *arguments):
    result = subprocess.run([options.cli, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise Skipped(result.stderr.strip())
    return result.stdout


def spec_of(options, name):
    if pathlib.Path(name).is_file():
        return json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
    return json.loads(run_cli(options, "presets", "--show", name))


def bench(options, name, batch):
    return json.loads(run_cli(options, "bench", "--model", name, "--batch", str(batch), "--threads",
                              str(options.threads), "--seconds", str(options.seconds), "--json"))


def compare(options, name, batch):
    """One row: PyTorch, ConvScope, PyTorch, ConvScope, …"""
    bench(options, name, batch)  # refuses what it cannot run, and warms up
    training = Training(spec_of(options, name), batch)
    rounds = []
    for _ in range(options.rounds):
        theirs = training.images_per_second(options.seconds)
        ours = bench(options, name, batch)
        rounds.append((theirs, ours, ours["train_images_per_second"] / theirs))

    def middle(value):
        return statistics.median(value(*one) for one in rounds)
    return {
        "name": pathlib.Path(name).stem,
        "batch": batch,
        "pytorch": middle(lambda theirs, ours, ratio: theirs),
        "convscope": middle(lambda theirs, ours, ratio: ours["train_images_per_second"]),
        "ratio": middle(lambda theirs, ours, ratio: ratio),
        "gflops": middle(lambda theirs, ours, ratio: ours["train_gflops"]),
        "share": middle(lambda theirs, ours, ratio: ours["train_share_of_peak"]),
        "peak": middle(lambda theirs, ours, ratio: ours["peak_gflops"]),
        "simd": rounds[0][1]["simd"],
    }


def all_rows(options):
    for name, batch in ROWS:
        if options.only and not any(part in name for part in options.only):
            continue
        print(f"measuring {name}", file=sys.stderr)
        try:
            yield compare(options, name, batch)
        except Skipped as reason:
            print(f"left out: {name}: {reason}", file=sys.stderr)


def table(rows):
    lines = ["| network | batch | PyTorch, images/s | ConvScope, images/s | ratio "
             "| training, GFLOP/s | share of the peak |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append(f"| {row['name']} | {row['batch']} | {row['pytorch']:,.0f} "
                     f"| {row['convscope']:,.0f} | {row['ratio']:.2f} | {row['gflops']:.1f} "
                     f"| {row['share']:.0%} |")
    ratios = [row["ratio"] for row in rows]
    lines += ["", f"Ratio: geometric mean {statistics.geometric_mean(ratios):.2f}, "
              f"least {min(ratios):.2f}."]
    return "\n".join(lines)


# ---- the page -----------------------------------------------------------------------------------

def processor():
    text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found.group(1) if found else platform.machine()


def onednn_version():
    found = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    return found.group(1) if found else "unknown"


def page(options, rows):
    peak = statistics.median(row["peak"] for row in rows)
    return f"""<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
# Benchmarks

Written by `./dev bench --write .github/BENCHMARKS.md`.

| | |
|---|---|
| date | {datetime.date.today().isoformat()} |
| processor | {processor()}, {options.threads} threads |
| peak | {peak:.0f} GFLOP/s on these threads ({rows[0]['simd']}), measured in the same runs |
| ConvScope | {run_cli(options, '--version').split()[-1]} |
| PyTorch | {torch.__version__}, oneDNN {onednn_version()} |
| system | {platform.freedesktop_os_release()['PRETTY_NAME']}, Python {platform.python_version()} |

## Training, beside PyTorch

Whole training steps (forward, backward, optimizer) on random images in memory, the same networks,
batches and optimizers. PyTorch and ConvScope took turns, {options.rounds} rounds of
{options.seconds:g} s each; medians.

{table(rows)}
"""


def library_page(program):
    result = subprocess.run([program], capture_output=True, text=True, check=True)
    return f"""
## Single layers, beside oneDNN and OpenBLAS

{result.stdout}"""


def options_given():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True, help="the convscope-cli to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of each turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", nargs="*", help="rows whose name contains one of these")
    parser.add_argument("--library-bench", help="this program's table is added to the page")
    parser.add_argument("--write", type=pathlib.Path, help="where to write the whole page")
    return parser.parse_args()


def main():
    options = options_given()
    torch.set_num_threads(options.threads)
    rows = list(all_rows(options))
    if not rows:
        sys.exit("no row could be measured")
    text = page(options, rows)
    if options.library_bench:
        text += library_page(options.library_bench)
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

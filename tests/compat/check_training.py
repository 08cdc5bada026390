# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains networks from the same weights on the same images here and in PyTorch, and compares the loss
of every step: forward pass, backward pass and optimizer together. PyTorch's network is the program that
comes with an export, so that it has every kind of layer by itself, and PyTorch's own gradients."""
import csv
import sys
import types
from pathlib import Path

import torch
import torch.nn.functional as F
import torchvision

from check_exports import programs, run_program
sys.path.append(str(Path(__file__).parent.parent / "bench"))
from compare_pytorch import optimizer_of

TOLERANCE = 1e-4  # of a loss, relative: the two add in other orders, and steps magnify it
STEPS = 10
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop")


def everything(data):
    """All images of the folder and their labels, as torchvision reads them."""
    dataset = torchvision.datasets.ImageFolder(str(data), torchvision.transforms.ToTensor())
    return torch.stack([image for image, _ in dataset]), torch.tensor([label for _, label in dataset])


def for_training(program):
    """The program with a predict() for whole batches, up to the logits, and without what follows it."""
    for text, instead in (("    x = x[None]\n", ""),
                          ("return F.softmax(x.flatten(1), 1)[0]", "return x.flatten(1)")):
        assert text in program, f"the program has another form; it lacks {text!r}"
        program = program.replace(text, instead)
    return program.split("\nanswer = ")[0]


def normalized_as_in_training(x, mean, variance, weight, bias, eps):
    return F.batch_norm(x, mean, variance, weight, bias, training=True, momentum=0.1, eps=eps)


def their_losses(program, folder, recipe, images, labels):
    names = run_program(for_training(program), folder)
    names["predict"].__globals__["F"] = types.SimpleNamespace(
        **{**vars(F), "batch_norm": normalized_as_in_training})
    weights = [value.requires_grad_() for name, value in names["w"].items() if ".running_" not in name]
    optimizer = optimizer_of({"optimizer": recipe}, weights)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(names["predict"](images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def our_losses(cli, data, spec, init, recipe, run):
    """The whole dataset is one batch, so that its order does not matter."""
    options = [word for key, value in recipe.items() if key not in ("kind", "rate")
               for word in (f"--{key.replace('_', '-')}", value)]
    cli("train", data, "--run", run, "--model", spec, "--init", init, "--shuffle", "off", "--batch", "1000",
        "--epochs", STEPS, "--val", "0", "--size", "8x9", "--channels", "3", "--normalize", "unit",
        "--optimizer", recipe["kind"], "--lr", recipe["rate"], "--schedule", "constant", *options)
    with open(run / "batches.csv", encoding="utf-8") as file:
        return [float(row["loss"]) for row in csv.DictReader(file)]


def difference(cli, data, spec, start, recipe, folder):
    """The largest relative difference of a loss on the way from the weights of `start`."""
    init = folder / "init.safetensors"
    howto = cli.json("export", start, "--format", "safetensors", "--out", init)["files"][-1]
    program = programs(Path(howto).read_text(encoding="utf-8"))["PyTorch"]
    theirs = their_losses(program, folder, recipe, *everything(data))
    ours = our_losses(cli, data, spec, init, recipe, folder / "run")
    assert len(ours) == STEPS, f"{len(ours)} steps"
    assert max(theirs) - min(theirs) > 1e-3, f"nothing was learned, so nothing was compared: {theirs}"
    return max(abs(a - b) / abs(b) for a, b in zip(ours, theirs))


def cases(networks):
    """(label, network to start from, recipe): every network with one optimizer, every optimizer once."""
    for network in networks:
        if network.kind != "dropout":  # two programs draw at random differently
            yield network.kind, network, {"kind": "momentum", "rate": 0.01, "momentum": 0.9}
    for optimizer in OPTIMIZERS:
        yield f"optimizer {optimizer}", networks[0], {"kind": optimizer, "rate": 0.01, "weight_decay": 0.01}


def check(cli, data, networks, folder):
    """A table, a row a kind or an optimizer, and whether all differences are small."""
    worst, count = {}, {}
    for label, network, recipe in cases(networks):
        place = folder / f"{label}-{count.get(label, 0)}-steps"
        place.mkdir()
        found = difference(cli, data, network.spec, network.run, recipe, place)
        if not found <= TOLERANCE:
            print(f"{network.label}: losses differ by {found:.1e}: {network.spec.read_text()}")
        worst[label] = max(worst.get(label, 0), found)
        count[label] = count.get(label, 0) + 1
    rows = [f"| {label} | {count[label]} | {worst[label]:.0e} |" for label in worst]
    table = ["| what | networks | largest relative difference of a loss |", "|---|---|---|", *rows]
    return "\n".join(table), all(one <= TOLERANCE for one in worst.values())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes networks over every kind of layer in every format that Python reads, runs the programs that
come with them, and compares the probabilities with those that ConvScope itself gives."""
import contextlib
import io
import runpy

import numpy as np
import safetensors.numpy
import torch

from networks import pixels_of

TOLERANCE = 1e-5
FORMATS = {"onnx": ".onnx", "npz": ".npz", "safetensors": ".safetensors", "text": ""}
# Python is not asked for OpenCV: the tests run these files in OpenCV itself.
LIBRARIES = ("NumPy", "PyTorch", "ONNX Runtime")


def programs(howto):
    """{library: program}: what is indented below "Python with …"."""
    found, lines = {}, howto.splitlines()
    for i, line in enumerate(lines):
        library = line.removeprefix("Python with ")
        if library in LIBRARIES and lines[i + 1].startswith("---"):
            end = next((j for j in range(i + 2, len(lines)) if lines[j] and not lines[j].startswith("    ")),
                       len(lines))
            found[library] = "\n".join(one.removeprefix("    ") for one in lines[i + 2:end])
    return found


def run_program(program, folder):
    """Runs it where its files lie, and returns its names."""
    (folder / "program.py").write_text(program, encoding="utf-8")
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        return runpy.run_path("program.py")


def answers(library, program, folder, images):
    """Its classes and probabilities of the images, and how far it is from the golden ones."""
    names = run_program(program, folder)
    inputs = np.stack([names["prepare"](one) for one in images])
    if library == "ONNX Runtime":
        given = names["session"].run(["probabilities"], {"input": inputs})[0]
    elif library == "PyTorch":
        given = np.stack([names["predict"](torch.from_numpy(x)).numpy() for x in inputs])
    else:
        given = np.stack([names["predict"](x) for x in inputs])
    golden = np.abs(np.asarray(names["answer"]) - names["golden_probabilities"]).max()
    return names["classes"], given, golden


def check_files(folder):
    """The safetensors package reads what the program wrote, and finds the numbers of the .npz."""
    arrays = dict(np.load(folder / "net.npz"))
    tensors = safetensors.numpy.load_file(folder / "net.safetensors")
    golden = {name for name in arrays if name.startswith("golden_")}
    assert tensors.keys() == arrays.keys() - golden, tensors.keys() ^ arrays.keys()
    for name, tensor in tensors.items():
        assert np.array_equal(tensor, arrays[name]), name


def differences(cli, run, files):
    """{(format, library): largest difference of a probability} of one network."""
    said = cli.json("predict", run, *files)["predictions"]
    images = [pixels_of(file) for file in files]
    result = {}
    folder = run / "exports"
    folder.mkdir()
    for form, ending in FORMATS.items():
        out = folder / f"net{ending}"
        written = cli.json("export", run, "--format", form, "--out", out)["files"]
        with open(written[-1], encoding="utf-8") as howto:
            found = programs(howto.read())
        assert found, f"no program beside {out}"
        for library, program in found.items():
            place = out if out.is_dir() else folder
            classes, given, golden = answers(library, program, place, images)
            ours = np.array([[one["probabilities"][name] for name in classes] for one in said])
            result[form, library] = max(np.abs(given - ours).max(), golden)
    check_files(folder)
    return result


def check(cli, networks, files):
    """A table, a row a kind: the largest difference over its networks; and whether all are small."""
    count, worst = {}, {}
    for network in networks:
        row = worst.setdefault(network.kind, {})
        count[network.kind] = count.get(network.kind, 0) + 1
        for way, found in differences(cli, network.run, files).items():
            if not found <= TOLERANCE:
                print(f"{network.label}: {way}: a probability differs by {found:.1e}")
            row[way] = max(row.get(way, 0), found)
    ways = list(next(iter(worst.values())))
    table = ["| kind | networks | " + " | ".join(f"{form}, {library}" for form, library in ways) + " |",
             "|---" * (len(ways) + 2) + "|"]
    for kind, row in worst.items():
        table.append(f"| {kind} | {count[kind]} | " + " | ".join(f"{row[way]:.0e}" for way in ways) + " |")
    return "\n".join(table), all(one <= TOLERANCE for row in worst.values() for one in row.values())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares ConvScope with today's PyTorch and ONNX Runtime, and writes what was found as a page.
`./dev compat` runs it with the Python of Debian sid."""
import argparse
import datetime
import importlib.metadata
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import types
import xml.etree.ElementTree

# Both bring ONNX's operators along, and what comes second complains of each on stderr.
stderr = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
import onnxruntime
import torch
os.dup2(stderr, 2)

import check_exports
import check_training
import compare_pytorch
from networks import Cli, all_networks, write_images

TESTS = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ("numpy", "onnx", "safetensors", "torchvision", "h5py")
# Tests that a system without PyTorch and ONNX Runtime skips, and those of what newer packages write.
CORE_TESTS = "Howto.*:Onnx.*:*NumPy*:*Numpy*"
JOURNEYS = ("torch_import", "numpy_forward")


def openblas(sid):
    """Its version, which nothing in Python tells."""
    status = (sid / "var/lib/dpkg/status").read_text(encoding="utf-8")
    about = status.split("Package: libopenblas0-pthread\n")[1]
    return about.split("\nVersion: ")[1].split("\n")[0]


def versions(options):
    rows = [("date", datetime.date.today().isoformat()),
            ("ConvScope", options.cli("--version").split()[-1]),
            ("PyTorch", f"{torch.__version__}, OpenBLAS {openblas(options.sid)}"),
            ("ONNX Runtime", onnxruntime.__version__),
            *((name, importlib.metadata.version(name)) for name in PACKAGES),
            ("Python", platform.python_version()),
            ("processor", f"{compare_pytorch.processor()}, {os.cpu_count()} threads")]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def tests_run(options, folder):
    """[(name, "passed", "failed" or why it was skipped)] of the tests that run a Python."""
    with_python = {**os.environ, "CONVSCOPE_PYTHON": str(options.python), "CONVSCOPE_CACHE": ""}
    told = folder / "tests.xml"
    subprocess.run([options.core_tests, f"--gtest_filter={CORE_TESTS}", f"--gtest_output=xml:{told}"],
                   env=with_python, stdout=sys.stderr)
    for case in xml.etree.ElementTree.parse(told).iter("testcase"):
        skipped = case.find("skipped")
        how = "failed" if case.find("failure") is not None else "passed"
        if skipped is not None:
            how = "skipped: " + skipped.get("message").splitlines()[-1]
        yield f"{case.get('classname')}.{case.get('name')}", how
    for name in JOURNEYS:
        result = subprocess.run([options.python, TESTS / "journeys" / f"{name}.py", options.cli.path],
                                env=with_python, stdout=sys.stderr)
        yield name, "passed" if result.returncode == 0 else "failed"


def speed(options):
    """On one thread each: several wait for each other where the machine has other work."""
    wanted = types.SimpleNamespace(cli=options.cli.path, rounds=options.rounds, seconds=options.seconds,
                                   threads=1, only=None)
    others = os.getloadavg()[0]
    table = compare_pytorch.table(list(compare_pytorch.all_rows(wanted)))
    return (f"One thread each, in turn, {wanted.rounds} rounds of {wanted.seconds:g} s; medians. The load of the\n"
            f"machine was {others:.1f} when it began. [BENCHMARKS.md](BENCHMARKS.md) has the figures of a quiet machine.\n\n{table}")


def page(options, folder):
    torch.set_num_threads(1)  # small networks are slower on several
    files = write_images(folder / "data")
    networks = all_networks(options.cli, folder / "data", folder)
    print(f"{len(networks)} networks; exports", file=sys.stderr)
    exports, exports_agree = check_exports.check(options.cli, networks, files)
    print("training steps", file=sys.stderr)
    steps, steps_agree = check_training.check(options.cli, folder / "data", networks, folder)
    print("tests", file=sys.stderr)
    tests = list(tests_run(options, folder)) if options.core_tests else []
    tests_agree = all(how != "failed" for _, how in tests)
    agree = exports_agree and steps_agree and tests_agree
    text = f"""<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
# Beside today's PyTorch and ONNX Runtime

Written by `./dev compat`, which takes them from Debian sid. {'Everything agreed.' if agree else '**Not everything agreed.**'}

{versions(options)}

## Exports

Networks over every kind of layer, trained for three batches. The programs that come with an export ran
as they stand; the table has the largest difference of a probability from what `convscope-cli predict`
says of {len(files)} images, and from the golden sample. At most {check_exports.TOLERANCE:g} is allowed.

{exports}

## Training steps

The same networks went on from the same weights with all images as one batch for {check_training.STEPS} steps,
here and in PyTorch, with PyTorch's own gradients and optimizers (without dropout, which draws at random).
At most {check_training.TOLERANCE:g} is allowed.

{steps}

## Tests

Those that want newer packages than Debian 12 has, or that read what such packages write.

| test | result |
|---|---|
{chr(10).join(f'| {name} | {how} |' for name, how in tests)}

## Speed

{speed(options)}
"""
    return text, agree


def options_given():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True, type=lambda path: Cli(pathlib.Path(path).resolve()))
    parser.add_argument("--python", required=True, type=pathlib.Path, help="what runs this program")
    parser.add_argument("--sid", required=True, type=pathlib.Path, help="where its system lies")
    parser.add_argument("--core-tests", help="the program with the tests of core")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="of each turn")
    parser.add_argument("--write", type=pathlib.Path, help="where to write the page")
    return parser.parse_args()


def main():
    options = options_given()
    with tempfile.TemporaryDirectory() as folder:
        text, agree = page(options, pathlib.Path(folder))
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every ONNX file of a folder with the format's own checker and shape inference, and, where
PyTorch is installed, runs its operators with it on the pictures in the .npz beside it. Prints what was
checked as JSON. Exit status 77: python3-onnx is missing."""
import json
import sys
from pathlib import Path

try:
    import numpy as np
    import onnx
    from onnx import numpy_helper, shape_inference
except ImportError:
    sys.exit(77)
try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None


def conv(x, weight, bias=None, *, kernel_shape, strides, pads, dilations, group):
    assert pads[:2] == pads[2:] and tuple(weight.shape[2:]) == tuple(kernel_shape)
    return F.conv2d(x, weight, bias, strides, pads[:2], dilations, group)


def gemm(x, weight, bias=None, *, transB):
    assert transB == 1
    return F.linear(x, weight, bias)


OPERATORS = {
    "Conv": conv,
    "Gemm": gemm,
    "Relu": lambda x: F.relu(x),
    "LeakyRelu": lambda x, alpha: F.leaky_relu(x, alpha),
    "Sigmoid": lambda x: torch.sigmoid(x),
    "Tanh": lambda x: torch.tanh(x),
    "MaxPool": lambda x, kernel_shape, strides: F.max_pool2d(x, kernel_shape, strides),
    "AveragePool": lambda x, kernel_shape, strides: F.avg_pool2d(x, kernel_shape, strides),
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdim=True),
    "BatchNormalization": lambda x, scale, bias, mean, var, epsilon: F.batch_norm(
        x, mean, var, scale, bias, eps=epsilon
    ),
    "Add": lambda a, b: a + b,
    "Flatten": lambda x, axis: x.flatten(axis),
    "Reshape": lambda x, shape: x.reshape([x.shape[i] if s == 0 else s for i, s in enumerate(shape.tolist())]),
    "Identity": lambda x: x,
    "Softmax": lambda x, axis: F.softmax(x, axis),
}


def run(model, x):
    values = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in model.graph.initializer}
    values["input"] = torch.from_numpy(x)
    for node in model.graph.node:
        options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        arguments = [values[name] for name in node.input]
        positional = len(arguments)
        if node.op_type in ("LeakyRelu", "MaxPool", "AveragePool", "Flatten", "Softmax", "BatchNormalization"):
            arguments += options.values()
            options = {}
        assert node.output[0] not in values, f"{node.output[0]} is given twice"
        values[node.output[0]] = OPERATORS[node.op_type](*arguments[:positional], *arguments[positional:], **options)
    return values["logits"].numpy(), values["probabilities"].numpy()


checked = ran = 0
worst = 0.0
for path in sorted(Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 13)], path
    facts = {entry.key: entry.value for entry in model.metadata_props}
    classes = len(json.loads(facts["classes"]))
    shape = [d.dim_param or d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    assert shape == ["N", *json.loads(facts["model"])["input"]], (path, shape)
    assert "width" in json.loads(facts["preprocessing"]), path
    for output in inferred.graph.output:
        assert [d.dim_param or d.dim_value for d in output.type.tensor_type.shape.dim] == ["N", classes], path
    checked += 1
    if torch is None:
        continue
    expected = np.load(path.with_suffix(".npz"))
    logits, probabilities = run(model, expected["input"].reshape(-1, *shape[1:]))
    scale = max(1.0, float(np.abs(expected["logits"]).max()))
    assert np.abs(logits.ravel() - expected["logits"]).max() < 1e-5 * scale, path
    difference = float(np.abs(probabilities.ravel() - expected["probabilities"]).max())
    assert difference < 1e-5, (path, difference)
    worst = max(worst, difference)
    ran += 1
print(json.dumps({"checked": checked, "torch": ran, "worst": worst}))

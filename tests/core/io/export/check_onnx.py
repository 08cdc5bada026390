#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every ONNX file of a folder with the format's own checker and shape inference, and calculates its
operators with NumPy, as https://onnx.ai/onnx/operators describes them, on the images in the .npz beside it.
Prints what was checked as JSON. Exit status 77: python3-onnx is missing."""
import json
import math
import sys
from pathlib import Path

try:
    import numpy as np
    import onnx
    from onnx import numpy_helper, shape_inference
except ImportError:
    sys.exit(77)


def windows(x, size, strides, dilations=(1, 1)):
    reach = [(s - 1) * d + 1 for s, d in zip(size, dilations)]
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    return view[:, :, :: strides[0], :: strides[1], :: dilations[0], :: dilations[1]]


def conv(x, weight, bias=None, *, kernel_shape, strides, pads, dilations, group):
    assert tuple(weight.shape[2:]) == tuple(kernel_shape)
    x = np.pad(x, ((0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3])))
    parts = zip(np.split(windows(x, kernel_shape, strides, dilations), group, axis=1), np.split(weight, group))
    y = np.concatenate([np.einsum("nchwuv,ocuv->nohw", part, kernels) for part, kernels in parts], axis=1)
    return y if bias is None else y + bias[:, None, None]


def gemm(x, weight, bias=0, *, transB):
    assert transB == 1
    return x @ weight.T + bias


def batch_normalization(x, scale, bias, mean, var, *, epsilon):
    place = (slice(None), None, None)
    return (x - mean[place]) / np.sqrt(var[place] + epsilon) * scale[place] + bias[place]


def softmax(x, *, axis):
    y = np.exp(x - x.max(axis, keepdims=True))
    return y / y.sum(axis, keepdims=True)


def unsqueeze(x, axes):
    for axis in sorted(axes.tolist()):
        x = np.expand_dims(x, axis)
    return x


OPERATORS = {
    "Add": lambda a, b: a + b,
    "AveragePool": lambda x, kernel_shape, strides: windows(x, kernel_shape, strides).mean((4, 5)),
    "BatchNormalization": batch_normalization,
    "Clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "Concat": lambda *x, axis: np.concatenate(x, axis),
    "Conv": conv,
    "Div": lambda a, b: a / b,
    "Elu": lambda x, alpha: np.where(x < 0, alpha * (np.exp(np.minimum(x, 0)) - 1), x),
    "Erf": lambda x: np.vectorize(math.erf)(x),
    "Flatten": lambda x, axis: x.reshape(*x.shape[:axis], -1),
    "Gemm": gemm,
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdims=True),
    "HardSigmoid": lambda x, alpha, beta: np.maximum(0, np.minimum(1, alpha * x + beta)),
    "Identity": lambda x: x,
    "LeakyRelu": lambda x, alpha: np.where(x < 0, alpha * x, x),
    "MaxPool": lambda x, kernel_shape, strides: windows(x, kernel_shape, strides).max((4, 5)),
    "Mul": lambda a, b: a * b,
    "PRelu": lambda x, slope: np.where(x < 0, slope * x, x),
    "ReduceMean": lambda x, axes: x.mean(tuple(axes), keepdims=True),
    "Relu": lambda x: np.maximum(x, 0),
    "Reshape": lambda x, shape: x.reshape([x.shape[i] if s == 0 else s for i, s in enumerate(shape.tolist())]),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "Softmax": softmax,
    "Softplus": lambda x: np.logaddexp(x, 0),
    "Sqrt": np.sqrt,
    "Sub": lambda a, b: a - b,
    "Tanh": np.tanh,
    "Unsqueeze": unsqueeze,
}


def run(model, x):
    values = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    values["input"] = x
    for node in model.graph.node:
        options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        assert node.output[0] not in values, f"{node.output[0]} is given twice"
        values[node.output[0]] = OPERATORS[node.op_type](*[values[name] for name in node.input], **options)
    return values["logits"], values["probabilities"]


checked = 0
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
    expected = np.load(path.with_suffix(".npz"))
    logits, probabilities = run(model, expected["input"].reshape(-1, *shape[1:]))
    scale = max(1.0, float(np.abs(expected["logits"]).max()))
    assert np.abs(logits.ravel() - expected["logits"]).max() < 1e-5 * scale, path
    difference = float(np.abs(probabilities.ravel() - expected["probabilities"]).max())
    assert difference < 1e-5, (path, difference)
    worst = max(worst, difference)
print(json.dumps({"checked": checked, "worst": worst}))

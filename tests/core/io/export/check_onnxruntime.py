#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every ONNX file of a folder in ONNX Runtime on the images in the .npz beside it. Prints how many
there were and the largest difference of a probability as JSON."""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

ran, worst = 0, 0.0
for path in sorted(Path(sys.argv[1]).glob("*.onnx")):
    session = onnxruntime.InferenceSession(path)
    expected = np.load(path.with_suffix(".npz"))
    shape = session.get_inputs()[0].shape[1:]
    logits, probabilities = session.run(
        ["logits", "probabilities"], {"input": expected["input"].reshape(-1, *shape)}
    )
    scale = max(1.0, float(np.abs(expected["logits"]).max()))
    assert np.abs(logits.ravel() - expected["logits"]).max() < 1e-5 * scale, path
    worst = max(worst, float(np.abs(probabilities.ravel() - expected["probabilities"]).max()))
    ran += 1
print(json.dumps({"ran": ran, "worst": worst}))

"""Checks model directories with the tools of the ONNX project and runs them in another version of ONNX Runtime.

Run from training-export/ after the tests with Python 3.11 and
    onnx==1.23.1 onnxruntime==1.30.0 numpy==2.4.6
    python src/test/python/check_model.py target/golden-models/*
"""

import hashlib
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

TRAILER = 86


def check(directory):
    sessions = {}
    for part in ("encoder", "scorer"):
        path = directory / f"{part}.onnx"
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        initializers = {i.name for i in model.graph.initializer}
        assert not initializers & {i.name for i in model.graph.input}
        metadata = {p.key: p.value for p in model.metadata_props}
        content = path.read_bytes()
        assert metadata["siamese4j.sha256"] == hashlib.sha256(content[:-TRAILER]).hexdigest()
        if part == "encoder":
            identity = hashlib.sha256(model.graph.SerializeToString()).hexdigest()
        assert metadata["siamese4j.encoder.id"] == identity
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        sessions[part] = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        print(f"{path}: {len(content)} bytes, {metadata}")
    _, height, width, _ = sessions["encoder"].get_inputs()[0].shape
    pictures = np.random.default_rng(1).integers(0, 256, (3, height, width, 3), dtype=np.uint8)
    (e,) = sessions["encoder"].run(None, {"image": pictures})
    (s,) = sessions["scorer"].run(None, {"left": e, "right": e[[1, 2, 0]]})
    (t,) = sessions["scorer"].run(None, {"left": e[[1, 2, 0]], "right": e})
    assert s.shape == (3,) and np.array_equal(s, t)
    print(f"{directory}: embeddings {e.shape}, scores {s}")


for name in sys.argv[1:]:
    check(pathlib.Path(name))

"""Writes src/test/resources/models/head: a small head as the exporter writes it, with weights in float32, float16 and int8.
Also writes the integer graph that the library must derive from the last one, checked by onnx, and scores computed with
numpy from the definition. Two more heads follow: one that is a plane over all differences in [0, 4), because no hidden
value falls to 0, and one that is bent in the middle.

Made with onnx 1.23.1, numpy 2.4.6; run from core/src/test/python:  python golden_integer_head.py
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

D, H, K, CANDIDATES = 20, 6, 24, 150
OUT = pathlib.Path(__file__).parent.parent / "resources" / "models" / "head"


def initializer(name, array):
    return numpy_helper.from_array(np.ascontiguousarray(array), name)


def value(name, kind, *sizes):
    return helper.make_tensor_value_info(name, kind, ["N", *sizes])


def node(operator, output, *inputs, **attributes):
    return helper.make_node(operator, list(inputs), [output], name=output, **attributes)


def model(nodes, inputs, tensors, name, *more_outputs):
    graph = helper.make_graph(nodes, name, inputs, [value("score", TensorProto.FLOAT), *more_outputs], tensors)
    opset = onnx.OperatorSetIdProto()
    opset.version = 17
    made = helper.make_model(graph, opset_imports=[opset], ir_version=8, producer_name="siamese4j")
    onnx.checker.check_model(made, full_check=True)
    return made


def scorer(storage, weight, quantized, scale, bias, output, output_bias):
    nodes = [node("Sub", "difference", "left", "right"), node("Abs", "distance", "difference")]
    tensors = [initializer("hidden.bias", bias), initializer("output.weight", output), initializer("output.bias", output_bias),
               initializer("score.shape", np.array([-1], np.int64))]
    if storage == "int8":
        tensors += [initializer("hidden.weight.int8", quantized), initializer("hidden.weight.scale", scale)]
        nodes.append(node("DequantizeLinear", "hidden.weight", "hidden.weight.int8", "hidden.weight.scale", axis=0))
    elif storage == "float16":
        tensors.append(initializer("hidden.weight.float16", weight.astype(np.float16)))
        nodes.append(node("Cast", "hidden.weight", "hidden.weight.float16", to=TensorProto.FLOAT))
    else:
        tensors.append(initializer("hidden.weight", weight))
    nodes += [node("Gemm", "hidden", "distance", "hidden.weight", "hidden.bias", transB=1),
              node("Relu", "hidden.relu", "hidden"),
              node("Gemm", "output", "hidden.relu", "output.weight", "output.bias", transB=1),
              node("Sigmoid", "probability", "output"),
              node("Reshape", "score", "probability", "score.shape")]
    inputs = [value("left", TensorProto.FLOAT, D), value("right", TensorProto.FLOAT, D)]
    return model(nodes, inputs, tensors, "scorer")


def integer_graph(quantized, scale, bias, output, output_bias):
    padded = np.zeros((K, H), np.int8)
    padded[:D] = quantized.T
    nodes = [node("MatMulInteger", "sums", "distance", "hidden.weight"),
             node("Cast", "sums.float", "sums", to=TensorProto.FLOAT),
             node("Mul", "rows", "sums.float", "scale"),
             node("Mul", "product", "rows", "hidden.scale"),
             node("Add", "hidden", "product", "hidden.bias"),
             node("Relu", "hidden.relu", "hidden"),
             node("MatMul", "weighted", "hidden.relu", "output.weight"),
             node("Add", "output", "weighted", "output.bias"),
             node("Sigmoid", "probability", "output"),
             node("Reshape", "score", "probability", "score.shape")]
    tensors = [initializer("hidden.weight", padded), initializer("hidden.scale", scale), initializer("hidden.bias", bias),
               initializer("output.weight", output.T), initializer("output.bias", output_bias),
               initializer("score.shape", np.array([-1], np.int64))]
    return model(nodes, [value("distance", TensorProto.UINT8, K), value("scale", TensorProto.FLOAT, 1)], tensors, "integer_head",
                 value("hidden", TensorProto.FLOAT, H))


def head(distance, weight, bias, output, output_bias):
    hidden = np.maximum(distance @ weight.T + bias, 0)
    return 1 / (1 + np.exp(-(hidden @ output[0] + output_bias[0])))


def in_integers(row):
    """Returns the smallest power of two as unit in which the largest value is at most 127."""
    exponent = -126 if row.max() == 0 else max(-126, int(np.ceil(np.log2(row.max() / 127))))
    return np.floor(row / 2.0**exponent + 0.5).astype(int), exponent


def integer_distance(a, b):
    (qa, ea), (qb, eb) = in_integers(a), in_integers(b)
    e = max(ea, eb)
    coarser = lambda q, own: np.floor(q / 2.0 ** (e - own) + 0.5)
    return np.abs(coarser(qa, ea) - coarser(qb, eb)) * 2.0**e


def main():
    random = np.random.default_rng(11)
    OUT.mkdir(parents=True, exist_ok=True)
    weight = (random.normal(size=(H, D)) * 0.4).astype(np.float32)
    bias = random.normal(size=H).astype(np.float32)
    output = random.normal(size=(1, H)).astype(np.float32)
    output_bias = np.array([0.2], np.float32)
    scale = (np.abs(weight).max(1) / 127).astype(np.float32)
    quantized = np.rint(weight / scale[:, None]).astype(np.int8)
    for storage in ("float32", "float16", "int8"):
        onnx.save(scorer(storage, weight, quantized, scale, bias, output, output_bias), OUT / f"{storage}.onnx")
    quarter = np.float32(0.25)
    plane = (np.arange(1, D + 1) / D * quarter * np.array([[1], [-1]])).astype(np.float32)
    for name, bias_of, output_of in (("plane", [1, 12], [[-1, 1]]), ("bent", [-1.8, 1.8], [[-2, -2]])):
        onnx.save(scorer("float32", plane, None, None, np.array(bias_of, np.float32), np.array(output_of, np.float32),
                         np.array([-5 if name == "plane" else 1], np.float32)), OUT / f"{name}.onnx")
    (OUT / "integers.onnx").write_bytes(integer_graph(quantized, scale, bias, output, output_bias).SerializeToString(deterministic=True))

    rows = np.maximum(random.normal(size=(CANDIDATES + 1, D)), 0)
    rows *= 2.0 ** random.integers(-3, 3, size=(CANDIDATES + 1, 1))
    rows[3] = 0
    rows[5] *= 1e-4
    rows = rows.astype(np.float32)
    exact = quantized.astype(np.float64) * scale[:, None]
    lines = ["# query and candidates, one a line: values; then score in float, score in integers (candidates only)",
             f"# golden_integer_head.py, onnx {onnx.__version__}, numpy {np.__version__}"]
    lines.append(" ".join(repr(float(v)) for v in rows[0]))
    for row in rows[1:]:
        scores = [head(d, exact, bias, output, output_bias)
                  for d in (np.abs(rows[0].astype(float) - row), integer_distance(rows[0].astype(float), row.astype(float)))]
        lines.append(" ".join(repr(float(v)) for v in [*row, *scores]))
    (OUT / "scores.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

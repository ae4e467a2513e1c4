"""Writes the two graphs that multiply the rows of a gallery with queries (onnx 1.x):

    python make_dot_graphs.py core/src/main/resources/io/github/siamese4j/internal/runtime
"""
import sys
from pathlib import Path

import onnx
from onnx import TensorProto, helper


def write(folder, name, kind):
    nodes, rows = [], "rows"
    if kind != TensorProto.FLOAT:
        nodes.append(helper.make_node("Cast", ["rows"], ["wide"], to=TensorProto.FLOAT))
        rows = "wide"
    nodes.append(helper.make_node("MatMul", [rows, "queries"], ["products"]))
    graph = helper.make_graph(
        nodes,
        name,
        [
            helper.make_tensor_value_info("rows", kind, ["R", "D"]),
            helper.make_tensor_value_info("queries", TensorProto.FLOAT, ["D", "Q"]),
        ],
        [helper.make_tensor_value_info("products", TensorProto.FLOAT, ["R", "Q"])],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7, producer_name="siamese4j")
    onnx.checker.check_model(model)
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write(target, "dot-float32", TensorProto.FLOAT)
    write(target, "dot-int8", TensorProto.INT8)

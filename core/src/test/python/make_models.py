"""Writes the tiny models that the tests of core load, and the scores NumPy computes for them.

    python make_models.py ../resources/models

Made with Python 3.11, numpy 2.4.6, onnx 1.23.1, pillow 12.3.0, scikit-image 0.26.0. The output is reproducible byte for byte.
"""

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from skimage.feature import graycomatrix, graycoprops

SIDE, CHANNELS, HIDDEN = 8, 4, 5
DIMENSION = CHANNELS * 4
rng = np.random.default_rng(20261121)
CONV_W = rng.normal(0, 1.2, (CHANNELS, 3, 3, 3)).astype(np.float32)
CONV_B = rng.normal(0.1, 0.1, CHANNELS).astype(np.float32)
HEAD_W1 = rng.normal(0, 0.6, (DIMENSION, HIDDEN)).astype(np.float32)
HEAD_B1 = rng.normal(0, 0.1, HIDDEN).astype(np.float32)
HEAD_W2 = rng.normal(0, 1.5, (HIDDEN, 1)).astype(np.float32)
HEAD_B2 = np.array([1.5], np.float32)

FEATURES, FEATURE_HIDDEN, FEATURE_DIMENSION = 6, 7, 4
TEXTURE = (
    "hog-glcm/1 size=8x8 fit=letterbox interpolation=bicubic padding=#808080"
    " glcm.levels=8 glcm.distances=1+2 glcm.angles=0+90"
)


def initializer(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def encoder_graph(input_name="image", output_name="embedding", layout="NHWC", element=TensorProto.UINT8):
    shape = ["N", SIDE, SIDE, 3] if layout == "NHWC" else ["N", 3, SIDE, SIDE]
    nodes = [
        helper.make_node("Cast", [input_name], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["float", "scale"], ["scaled"]),
    ]
    if layout == "NHWC":
        nodes.append(helper.make_node("Transpose", ["scaled"], ["planes"], perm=[0, 3, 1, 2]))
    else:
        nodes.append(helper.make_node("Identity", ["scaled"], ["planes"]))
    nodes += [
        helper.make_node("Conv", ["planes", "w", "b"], ["conv"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["conv"], ["relu"]),
        helper.make_node("AveragePool", ["relu"], ["pooled"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Flatten", ["pooled"], [output_name], axis=1),
    ]
    return helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info(input_name, element, shape)],
        [helper.make_tensor_value_info(output_name, TensorProto.FLOAT, ["N", DIMENSION])],
        [initializer("scale", np.float32(1 / 255)), initializer("w", CONV_W), initializer("b", CONV_B)],
    )


def scorer_graph(dimension=DIMENSION):
    w1 = HEAD_W1 if dimension == DIMENSION else np.zeros((dimension, HIDDEN), np.float32)
    return helper.make_graph(
        [
            helper.make_node("Sub", ["left", "right"], ["difference"]),
            helper.make_node("Abs", ["difference"], ["distance"]),
            helper.make_node("Gemm", ["distance", "w1", "b1"], ["h"]),
            helper.make_node("Relu", ["h"], ["hidden"]),
            helper.make_node("Gemm", ["hidden", "w2", "b2"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["column"]),
            helper.make_node("Reshape", ["column", "flat"], ["score"]),
        ],
        "scorer",
        [helper.make_tensor_value_info(side, TensorProto.FLOAT, ["N", dimension]) for side in ("left", "right")],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N"])],
        [
            initializer("w1", w1),
            initializer("b1", HEAD_B1),
            initializer("w2", HEAD_W2),
            initializer("b2", HEAD_B2),
            initializer("flat", np.array([-1], np.int64)),
        ],
    )


class FeatureTwin:
    """Returns an encoder of vectors without biases (zeros stay zeros) and a head on the absolute difference."""

    def __init__(self, length, seed):
        weights = np.random.default_rng(seed)
        self.length = length
        self.w1 = weights.normal(0, 0.8, (length, FEATURE_HIDDEN)).astype(np.float32)
        self.w2 = weights.normal(0, 0.7, (FEATURE_HIDDEN, FEATURE_DIMENSION)).astype(np.float32)
        self.head = weights.normal(-0.4, 0.2, (FEATURE_DIMENSION, 1)).astype(np.float32)
        self.bias = np.array([1.25], np.float32)

    def encoder(self):
        return helper.make_graph(
            [
                helper.make_node("MatMul", ["features", "w1"], ["h"]),
                helper.make_node("Relu", ["h"], ["hidden"]),
                helper.make_node("MatMul", ["hidden", "w2"], ["embedding"]),
            ],
            "encoder",
            [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", self.length])],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", FEATURE_DIMENSION])],
            [initializer("w1", self.w1), initializer("w2", self.w2)],
        )

    def scorer(self):
        return helper.make_graph(
            [
                helper.make_node("Sub", ["left", "right"], ["difference"]),
                helper.make_node("Abs", ["difference"], ["distance"]),
                helper.make_node("Gemm", ["distance", "w", "b"], ["logit"]),
                helper.make_node("Sigmoid", ["logit"], ["column"]),
                helper.make_node("Reshape", ["column", "flat"], ["score"]),
            ],
            "scorer",
            [
                helper.make_tensor_value_info(side, TensorProto.FLOAT, ["N", FEATURE_DIMENSION])
                for side in ("left", "right")
            ],
            [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N"])],
            [
                initializer("w", self.head),
                initializer("b", self.bias),
                initializer("flat", np.array([-1], np.int64)),
            ],
        )

    def write(self, directory, **changes):
        says = {"input": "features", "fit": None, "interpolation": None, "padding": None, **changes}
        write_model(directory, self.encoder(), self.scorer(), **says)

    def embed(self, vector):
        hidden = np.maximum(np.asarray(vector, np.float64) @ self.w1.astype(np.float64), 0)
        return hidden @ self.w2.astype(np.float64)

    def scores(self, a, b):
        """Computes scores by the head and by cosine, Euclidean and Manhattan distance, as docs/model-format.md defines them."""
        logit = (np.abs(a - b) @ self.head.astype(np.float64) + self.bias)[0]
        norms = np.linalg.norm(a) * np.linalg.norm(b)
        cosine = a @ b / norms if norms > 0 else 0
        return (
            1 / (1 + np.exp(-logit)),
            (1 + cosine) / 2,
            1 / (1 + np.linalg.norm(a - b)),
            1 / (1 + np.abs(a - b).sum()),
        )


def texture(pixels):
    """Returns the features that TEXTURE describes, for an image of 8 x 8."""
    grey = np.asarray(Image.fromarray(pixels).convert("L")).astype(np.uint16) * 8 // 256
    matrix = graycomatrix(grey.astype(np.uint8), (1, 2), (0, np.pi / 2), levels=8, symmetric=True, normed=True)
    names = ("contrast", "dissimilarity", "homogeneity", "energy", "correlation", "ASM")
    values = [graycoprops(matrix, name) for name in names]
    return [float(value[d, a]) for d in range(2) for a in range(2) for value in values]


def write_feature_models(root, pictures):
    vectors_of = FeatureTwin(FEATURES, 1)
    for scorer in ("onnx", "cosine", "euclidean", "manhattan"):
        vectors_of.write(root / f"features-{scorer}", scorer=scorer)
    vectors = [rng.normal(0, 1, FEATURES).astype(np.float32) for _ in range(3)] + [np.zeros(FEATURES, np.float32)]
    lines = ["# index: a vector", "# left index, right index: scores by head, cosine, euclidean, manhattan"]
    lines += [f"vector {i} " + " ".join(repr(float(v)) for v in vector) for i, vector in enumerate(vectors)]
    embeddings = [vectors_of.embed(vector) for vector in vectors]
    lines += [f"embedding {i} " + " ".join(repr(float(v)) for v in e) for i, e in enumerate(embeddings)]
    lines += [
        f"score {i} {j} " + " ".join(repr(float(v)) for v in vectors_of.scores(a, b))
        for i, a in enumerate(embeddings)
        for j, b in enumerate(embeddings)
    ]

    of_texture = FeatureTwin(24, 2)
    of_texture.write(root / "features-described", features=TEXTURE)
    embeddings = [of_texture.embed(texture(picture)) for picture in pictures]
    lines.append("# left, right picture: score by the head of features-described")
    lines += [
        f"picture {i} {j} {float(of_texture.scores(a, b)[0])!r}"
        for i, a in enumerate(embeddings)
        for j, b in enumerate(embeddings)
    ]
    (root / "golden-features.txt").write_text("\n".join(lines) + "\n")

    fault = root / "fault"
    vectors_of.write(fault / "features-length", features=TEXTURE)
    vectors_of.write(fault / "features-text", features="sift/1 size=8x8")
    write_model(fault / "features-graph", input="features")
    write_model(fault / "bad-input", input="audio")


def save(path, graph, entries, opset=17, checksum=True):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    for key, value in sorted(entries.items()):
        model.metadata_props.add(key="siamese4j." + key, value=value)
    data = model.SerializeToString(deterministic=True)
    if checksum:
        entry = onnx.ModelProto()
        entry.metadata_props.add(key="siamese4j.sha256", value=hashlib.sha256(data).hexdigest())
        data += entry.SerializeToString()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def identity(graph):
    return hashlib.sha256(graph.SerializeToString(deterministic=True)).hexdigest()


def entries(graph, **changes):
    values = {
        "format": "1",
        "encoder.id": identity(graph),
        "name": "tiny",
        "input": "image",
        "fit": "letterbox",
        "interpolation": "bicubic",
        "padding": "#808080",
        "scorer": "onnx",
        "threshold": "0.53",
    }
    values.update(changes)
    return {key: value for key, value in values.items() if value is not None}


def write_model(directory, encoder=None, head_graph=None, encoder_opset=17, scorer_id=None, checksum=True, **changes):
    encoder = encoder or encoder_graph()
    says = entries(encoder, **changes)
    save(directory / "encoder.onnx", encoder, says, encoder_opset, checksum)
    if says.get("scorer") == "onnx":
        tie = {"format": "1", "encoder.id": scorer_id or identity(encoder)}
        save(directory / "scorer.onnx", head_graph or scorer_graph(), tie)


def external(graph):
    tensor = next(t for t in graph.initializer if t.name == "w")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../elsewhere.bin")
    return graph


def embed(pixels):
    planes = pixels.astype(np.float64).transpose(2, 0, 1) / 255
    padded = np.pad(planes, ((0, 0), (1, 1), (1, 1)))
    out = np.zeros((CHANNELS, SIDE, SIDE))
    for y in range(SIDE):
        for x in range(SIDE):
            out[:, y, x] = np.tensordot(CONV_W.astype(np.float64), padded[:, y : y + 3, x : x + 3], 3) + CONV_B
    out = np.maximum(out, 0)
    return out.reshape(CHANNELS, 2, 4, 2, 4).mean((2, 4)).reshape(-1)


def head(a, b):
    hidden = np.maximum(np.abs(a - b) @ HEAD_W1.astype(np.float64) + HEAD_B1, 0)
    return float(1 / (1 + np.exp(-(hidden @ HEAD_W2.astype(np.float64) + HEAD_B2)[0])))


def main(root):
    for old in root.glob("*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    write_model(root / "tiny")
    for metric in ("cosine", "euclidean", "manhattan"):
        write_model(root / f"tiny-{metric}", scorer=metric)
    write_model(root / "tiny-no-threshold", threshold=None)

    fault = root / "fault"
    write_model(fault / "input-name", encoder_graph(input_name="pixels"))
    write_model(fault / "output-name", encoder_graph(output_name="features"))
    write_model(fault / "input-type", encoder_graph(element=TensorProto.FLOAT))
    write_model(fault / "input-layout", encoder_graph(layout="NCHW"))
    write_model(fault / "other-encoder", scorer_id="0" * 64)
    write_model(fault / "other-dimension", head_graph=scorer_graph(DIMENSION + 1))
    write_model(fault / "format-2", format="2")
    write_model(fault / "no-format", format=None)
    write_model(fault / "no-checksum", checksum=False)
    write_model(fault / "bad-threshold", threshold="1.5")
    write_model(fault / "bad-fit", fit="squeeze")
    write_model(fault / "bad-padding", padding="grey")
    write_model(fault / "opset-99", encoder_opset=99)
    write_model(fault / "external-data", external(encoder_graph()))

    pictures = [rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8) for _ in range(3)]
    pictures.append(np.full((SIDE, SIDE, 3), 128, np.uint8))
    for index, picture in enumerate(pictures):
        Image.fromarray(picture).save(root / f"picture{index}.png")
    write_feature_models(root, pictures)
    embeddings = [embed(picture) for picture in pictures]
    golden = {
        "embeddings": [[float(v) for v in e] for e in embeddings],
        "scores": [[head(a, b) for b in embeddings] for a in embeddings],
    }
    lines = ["# picture index: embedding"]
    lines += [f"embedding {i} " + " ".join(repr(v) for v in e) for i, e in enumerate(golden["embeddings"])]
    lines += ["# left index, right index: score"]
    lines += [
        f"score {i} {j} {golden['scores'][i][j]!r}" for i in range(len(pictures)) for j in range(len(pictures))
    ]
    (root / "golden.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

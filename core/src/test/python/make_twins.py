"""Writes golden/twins: small twins as other tools export them, and their outputs for pairs of real pictures.

Made with Python 3, torch 2.15.0, onnx 1.23.2, onnxscript 0.7.2, onnxruntime 1.32.0, numpy 2.4.6 and Pillow 13.0.0. Run
in this directory:
    python make_twins.py ../resources/golden/twins
The folder holds pictures/, 32x32 crops of photographs of clothes (CC0). A picture is read by Pillow and not resized.
outputs.txt has a line for each pair of pictures and twin: twin, left, right, output of the twin in ONNX Runtime.
With --large FILE.onnx it writes a twin of moderate size with random weights (224x224), which is not committed.
"""

import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch import nn

SIDE = 32
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)


class Trunk(nn.Module):
    """Two convolutions, an average pool and a projection to 16 values."""

    def __init__(self, width=6):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, 12, 3, stride=2, padding=1)
        self.pool = nn.AvgPool2d(4)
        self.project = nn.Linear(48, 16)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv1(x)))
        x = torch.relu(self.conv2(x))
        return self.project(self.pool(x).flatten(1))


class SubAbs(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = Trunk()
        self.hidden = nn.Linear(16, 8)
        self.out = nn.Linear(8, 1)

    def head(self, a, b):
        return self.out(torch.relu(self.hidden((a - b).abs())))

    def forward(self, left, right):
        return torch.sigmoid(self.head(self.trunk(left), self.trunk(right)))


class Cosine(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = Trunk()
        self.similarity = nn.CosineSimilarity(dim=1)

    def forward(self, left, right):
        return self.similarity(self.trunk(left), self.trunk(right))


class OneBranch(SubAbs):
    """Both images in one batch; the output is a logit."""

    def forward(self, left, right):
        both = self.trunk(torch.cat([left, right]))
        return self.head(both[: left.shape[0]], both[left.shape[0] :]).squeeze(1)


class Unshared(SubAbs):
    def __init__(self):
        super().__init__()
        self.other = Trunk()

    def forward(self, left, right):
        return torch.sigmoid(self.head(self.trunk(left), self.other(right)))


class Ordered(SubAbs):
    """Not symmetric: the head reads both embeddings one after the other."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(32, 8)

    def forward(self, left, right):
        both = torch.cat([self.trunk(left), self.trunk(right)], dim=1)
        return torch.sigmoid(self.out(torch.relu(self.hidden(both))))


def awake(model):
    """Sets statistics of batch normalization that do not equal the defaults, and amplifies small differences."""
    generator = torch.Generator().manual_seed(7)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.copy_(torch.randn(module.num_features, generator=generator) * 0.1)
            module.running_var.copy_(torch.rand(module.num_features, generator=generator) + 0.5)
        if isinstance(module, nn.Linear):
            module.weight.data.mul_(3)
    return model.eval()


def export(model, path, dynamic, dtype=torch.float32, names=("left", "right"), output="output"):
    """Exports as torch.onnx does by default: NCHW, weights inside because they are small."""
    batch = 2 if dynamic else 1
    inputs = tuple(torch.zeros(batch, 3, SIDE, SIDE, dtype=dtype) for _ in names)
    shapes = None
    if dynamic:
        free = torch.export.Dim("batch")
        shapes = ({0: free}, {0: free})
    torch.onnx.export(
        model, inputs, str(path), input_names=list(names), output_names=[output], dynamic_shapes=shapes,
        dynamo=True, external_data=False, opset_version=18, verbose=False,
    )
    clean(path)


def clean(path):
    """Removes what is not used by a runtime, such as stack traces, so that the files stay small."""
    model = onnx.load(path)
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*model.graph.input, *model.graph.output, *model.graph.value_info]:
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]
    onnx.save(model, path)


def contrastive(pictures):
    """Trains a trunk for a few steps, so that two pictures of one kind come closer (Hadsell, Chopra, LeCun 2006)."""
    model = Trunk()
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    data = torch.from_numpy(np.stack([picture / np.float32(255) for picture in pictures])).permute(0, 3, 1, 2)
    kinds = [0, 0, 1, 2]
    for _ in range(30):
        z = model(data)
        loss = 0
        for i in range(4):
            for j in range(i):
                d = ((z[i] - z[j]).square().sum() + 1e-7).sqrt()
                loss = loss + (d.square() if kinds[i] == kinds[j] else torch.relu(1 - d).square())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def keras_style(trunk, path, dtype=TensorProto.FLOAT, scale=False):
    """Writes a twin of two branches as tf2onnx does: NHWC inputs, transposed once, and weights used by both branches."""
    nodes, weights = [], []

    def constant(name, value):
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(op, inputs, name, **attributes):
        nodes.append(helper.make_node(op, inputs, [name], name, **attributes))
        return name

    state = {key: value.numpy() for key, value in trunk.state_dict().items()}
    factor = state["norm.weight"] / np.sqrt(state["norm.running_var"] + 1e-5)
    bias = (state["conv1.bias"] - state["norm.running_mean"]) * factor + state["norm.bias"]
    constant("model/conv1/kernel", state["conv1.weight"] * factor[:, None, None, None])
    constant("model/conv1/bias", bias)
    constant("model/conv2/kernel", state["conv2.weight"])
    constant("model/conv2/bias", state["conv2.bias"])
    constant("model/dense/kernel", state["project.weight"].T)
    constant("model/dense/bias", state["project.bias"])
    constant("flat", np.array([-1, 48], np.int64))
    if scale:
        constant("factor", np.array(1 / 255, np.float32))

    def branch(image, prefix):
        x = image
        if dtype != TensorProto.FLOAT:
            x = node("Cast", [x], prefix + "cast", to=TensorProto.FLOAT)
        if scale:
            x = node("Mul", [x, "factor"], prefix + "scaled")
        x = node("Transpose", [x], prefix + "nchw", perm=[0, 3, 1, 2])
        options = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}
        x = node("Conv", [x, "model/conv1/kernel", "model/conv1/bias"], prefix + "conv1", **options)
        x = node("Relu", [x], prefix + "relu1")
        x = node("Conv", [x, "model/conv2/kernel", "model/conv2/bias"], prefix + "conv2", **options)
        x = node("Relu", [x], prefix + "relu2")
        x = node("AveragePool", [x], prefix + "pool", kernel_shape=[4, 4], strides=[4, 4])
        x = node("Reshape", [x, "flat"], prefix + "flatten")
        x = node("MatMul", [x, "model/dense/kernel"], prefix + "matmul")
        return node("Add", [x, "model/dense/bias"], prefix + "embedding")

    a, b = branch("anchor", "model/"), branch("other", "model_1/")
    constant("axes", np.array([1], np.int64))
    constant("epsilon", np.array(1e-7, np.float32))
    x = node("Sub", [a, b], "lambda/sub")
    x = node("Mul", [x, x], "lambda/square")
    x = node("ReduceSum", [x, "axes"], "lambda/sum", keepdims=1)
    x = node("Max", [x, "epsilon"], "lambda/maximum")
    node("Sqrt", [x], "distance")
    shape = ["unk__1", SIDE, SIDE, 3]
    graph = helper.make_graph(
        nodes, "tf2onnx",
        [helper.make_tensor_value_info(name, dtype, shape) for name in ("anchor", "other")],
        [helper.make_tensor_value_info("distance", TensorProto.FLOAT, ["unk__1", 1])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def half_input(source, path):
    """Rewrites a twin so that its inputs are float16."""
    model = onnx.load(source)
    casts = []
    for value in model.graph.input:
        value.type.tensor_type.elem_type = TensorProto.FLOAT16
        for node in model.graph.node:
            node.input[:] = [value.name + "_f32" if name == value.name else name for name in node.input]
        casts.append(helper.make_node("Cast", [value.name], [value.name + "_f32"], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, path)


class LargeTrunk(nn.Module):
    """Ten convolutions, about 1 GFLOP at 224x224: between MobileNetV2 and ResNet-18."""

    def __init__(self):
        super().__init__()
        widths = [3, 32, 64, 96, 128, 192]
        steps = []
        for a, b in zip(widths, widths[1:]):
            steps += [nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.ReLU()]
            steps += [nn.Conv2d(b, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU()]
        self.steps = nn.Sequential(*steps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(192, 256))

    def forward(self, x):
        return self.steps(x)


class Large(SubAbs):
    def __init__(self):
        super().__init__()
        self.trunk = LargeTrunk()
        self.hidden = nn.Linear(256, 64)
        self.out = nn.Linear(64, 1)


def imagenet(picture):
    return ((picture / np.float32(255) - MEAN) / STD).transpose(2, 0, 1)


def write(folder):
    paths = sorted((folder / "pictures").glob("*.png"))
    pictures = [np.asarray(Image.open(path).convert("RGB"), np.uint8) for path in paths]
    with torch.no_grad():
        for name, model, dynamic in (
            ("subabs", SubAbs, True), ("cosine", Cosine, False), ("onebranch", OneBranch, True),
            ("onebranch-fixed", OneBranch, False), ("unshared", Unshared, True), ("ordered", Ordered, True),
        ):
            torch.manual_seed(3)
            export(awake(model()), folder / f"{name}.onnx", dynamic)
    torch.manual_seed(3)
    trained = contrastive(pictures)
    keras_style(trained, folder / "euclid.onnx")
    keras_style(trained, folder / "bytes.onnx", TensorProto.UINT8, True)
    half_input(folder / "subabs.onnx", folder / "half.onnx")

    prepare = {
        "euclid": lambda p: p / np.float32(255),
        "bytes": lambda p: p,
        "half": lambda p: imagenet(p).astype(np.float16),
    }
    lines = []
    for file in sorted(folder.glob("*.onnx")):
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        names = [value.name for value in session.get_inputs()]
        ready = [prepare.get(file.stem, imagenet)(picture)[None] for picture in pictures]
        for i, left in enumerate(paths):
            for j, right in enumerate(paths):
                output = session.run(None, {names[0]: ready[i], names[1]: ready[j]})[0]
                lines.append(f"{file.stem} {left.name} {right.name} {float(output.ravel()[0]):.9g}")
    (folder / "outputs.txt").write_text("\n".join(lines) + "\n")


def main():
    if sys.argv[1] == "--large":
        global SIDE
        SIDE = 224
        torch.manual_seed(3)
        with torch.no_grad():
            export(Large().eval(), pathlib.Path(sys.argv[2]), True)
    else:
        write(pathlib.Path(sys.argv[1]))


main()

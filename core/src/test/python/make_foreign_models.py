"""Writes tiny encoders in the forms that other tools give them, and what PyTorch computes for a few photographs.

    python make_foreign_models.py ../resources/foreign clothing-photos.zip

The pictures are made only where the second argument is given: crops of photographs of clothes (CC0, see the notice that
is written beside them). Preprocessing is done by Pillow and NumPy, in the form that each model's users would write.

Made with Python 3.11, torch 2.15.0, onnx 1.23.2, onnxscript 0.7.2, numpy 2.4.6, pillow 13.0.0.
"""

import io
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch import nn

warnings.filterwarnings("ignore")
SIDE = 32
PHOTOS = {"hat": "hat/t0091.jpg", "dress": "dress/t0001.jpg", "shoes": "shoes/t0001.jpg"}
IMAGENET_MEAN = np.array([0.485, 0.456, 0.406])
IMAGENET_STD = np.array([0.229, 0.224, 0.225])


class Convolutions(nn.Module):
    """Two convolutions, batch normalization and a dense layer: [N, 3, 32, 32] to [N, 12]."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 12, 3, stride=2, padding=1)
        self.dense = nn.Linear(12, 12)

    def planes(self, x):
        return torch.relu(self.conv2(torch.relu(self.norm(self.conv1(x)))))

    def forward(self, x):
        return self.dense(self.planes(x).mean((2, 3)))


class OneAtATime(Convolutions):
    """Has the batch of 1 in a constant of a reshape, as code with view(1, -1) gives it."""

    def forward(self, x):
        return self.dense(self.planes(x).reshape(1, 12, 64).mean(2).reshape(1, 12))


class Planes(Convolutions):
    """Returns the planes, for pooling."""

    def forward(self, x):
        return self.planes(x)


class Wide(nn.Module):
    """Has enough weights of every kind to be stored compactly: [N, 3, 32, 32] to [N, 32]."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 48, 3, stride=2, padding=1)
        self.depthwise = nn.Conv2d(48, 48, 5, padding=2, groups=48)
        self.conv2 = nn.Conv2d(48, 24, 3, stride=2, padding=1)
        self.dense = nn.Linear(24, 48)
        self.projection = nn.Parameter(torch.randn(48, 32) * 0.2)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.depthwise(torch.relu(self.conv1(x))))))
        return torch.relu(self.dense(x.mean((2, 3)))) @ self.projection


class Transformer(nn.Module):
    """A vision transformer of one block with a class token: all tokens, and the class token after a tanh."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 8, stride=8)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.position = nn.Parameter(torch.randn(1, 17, 16) * 0.2)
        self.block = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, norm_first=True, dropout=0.0)
        self.pooler = nn.Linear(16, 16)

    def forward(self, x):
        patches = self.patches(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(x.shape[0], -1, -1), patches], 1) + self.position
        tokens = self.block(tokens)
        return tokens, torch.tanh(self.pooler(tokens[:, 0]))


def seeded(module, seed):
    torch.manual_seed(seed)
    model = module()
    for part in model.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.uniform_(-0.3, 0.3)
            part.running_var.uniform_(0.5, 2)
    return model.eval()


def export(model, path, inputs, outputs, dynamic, opset=17, example=None):
    axes = {name: {0: "batch"} for name in inputs + outputs} if dynamic else {}
    torch.onnx.export(
        model,
        (torch.rand(1, 3, SIDE, SIDE) if example is None else example,),
        str(path),
        dynamo=False,
        opset_version=opset,
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
    )


def keras_style(path, model, source_type=TensorProto.FLOAT):
    """The convolutions in the form of tf2onnx: channels last outside, a transpose, and the usual names."""
    w = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    nodes = []
    image = "input_1"
    if source_type == TensorProto.UINT8:
        nodes += [
            helper.make_node("Cast", [image], ["cast"], to=TensorProto.FLOAT),
            helper.make_node("Div", ["cast", "scale"], ["scaled"]),
            helper.make_node("Sub", ["scaled", "one"], ["rescaled"]),
        ]
        image = "rescaled"
    nodes += [
        helper.make_node("Transpose", [image], ["adjusted"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["adjusted", "w1", "b1"], ["c1"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c1", "g", "b", "m", "v"], ["n1"], epsilon=1e-5),
        helper.make_node("Relu", ["n1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2", "b2"], ["c2"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c2"], ["r2"]),
        helper.make_node("ReduceMean", ["r2"], ["pooled"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["pooled", "w3"], ["product"]),
        helper.make_node("Add", ["product", "b3"], ["embedding"]),
    ]
    constants = {
        "w1": w["conv1.weight"],
        "b1": w["conv1.bias"],
        "g": w["norm.weight"],
        "b": w["norm.bias"],
        "m": w["norm.running_mean"],
        "v": w["norm.running_var"],
        "w2": w["conv2.weight"],
        "b2": w["conv2.bias"],
        "w3": np.ascontiguousarray(w["dense.weight"].T),
        "b3": w["dense.bias"],
    }
    if source_type == TensorProto.UINT8:
        constants |= {"scale": np.array(127.5, np.float32), "one": np.array(1, np.float32)}
    graph = helper.make_graph(
        nodes,
        "tf2onnx",
        [helper.make_tensor_value_info("input_1", source_type, ["unk__1", SIDE, SIDE, 3])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["unk__2", 12])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    save(path, graph, 13)


def save(path, graph, opset, ir=8):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    onnx.save(model, path)


def old_style(path, model):
    """Operator set 7 in a file of version 3, where every initializer is an input, too. The value 'image' is inside."""
    w = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    constants = {"w": w["conv1.weight"], "b": w["conv1.bias"]}
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "w", "b"], ["embedding"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        ],
        "old",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])]
        + [helper.make_tensor_value_info(t.name, t.data_type, list(t.dims)) for t in tensors],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, 8, 16, 16])],
        tensors,
    )
    save(path, graph, 7, ir=3)


def odd_files(folder):
    """Files that the importer refuses."""

    def file(name, inputs, nodes, outputs=("y",)):
        graph = helper.make_graph(
            nodes,
            name,
            [helper.make_tensor_value_info(n, t, s) for n, t, s in inputs],
            [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs],
        )
        save(folder / f"odd-{name}.onnx", graph, 17)

    flatten = helper.make_node("Flatten", ["x"], ["y"])
    f32 = TensorProto.FLOAT
    file("vectors", [("x", f32, ["N", 6])], [flatten])
    file("four-channels", [("x", f32, ["N", 4, 8, 8])], [flatten])
    file("strings", [("x", TensorProto.STRING, ["N", 3, 8, 8])], [flatten])
    file(
        "twin",
        [("a", f32, ["N", 3, 8, 8]), ("b", f32, ["N", 3, 8, 8])],
        [helper.make_node("Sub", ["a", "b"], ["d"]), helper.make_node("Flatten", ["d"], ["y"])],
    )
    file(
        "image-and-text",
        [("pixels", f32, ["N", 3, 8, 8]), ("ids", TensorProto.INT64, ["N", 7])],
        [
            helper.make_node("Cast", ["ids"], ["floats"], to=f32),
            helper.make_node("Flatten", ["pixels"], ["flat"]),
            helper.make_node("Concat", ["floats", "flat"], ["y"], axis=1),
        ],
    )
    file("unknown-layout", [("x", f32, ["N", "a", "b", "c"])], [flatten])
    file("unknown-size", [("x", f32, ["N", 3, "h", "w"])], [helper.make_node("GlobalAveragePool", ["x"], ["y"])])
    file(
        "mixes-rows",
        [("x", f32, ["N", 3, 8, 8])],
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("ReduceMean", ["flat"], ["mean"], axes=[0], keepdims=1),
            helper.make_node("Sub", ["flat", "mean"], ["y"]),
        ],
    )
    # Accepted; the embedding of an image that is black on average is NaN.
    file(
        "nan-if-black",
        [("x", f32, ["N", 3, 8, 8])],
        [
            helper.make_node("GlobalAveragePool", ["x"], ["mean"]),
            helper.make_node("Log", ["mean"], ["log"]),
            helper.make_node("Flatten", ["log"], ["y"]),
        ],
    )
    file(
        "one-eyed-twin",
        [("a", f32, ["N", 3, 8, 8]), ("b", f32, ["N", 3, 8, 8])],
        [
            helper.make_node("ReduceMean", ["a"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Sigmoid", ["mean"], ["y"]),
        ],
    )
    file("batch-of-2", [("x", f32, [2, 3, 8, 8])], [helper.make_node("Reshape", ["x", "s"], ["y"])])
    two = onnx.load(folder / "odd-batch-of-2.onnx")
    two.graph.initializer.append(numpy_helper.from_array(np.array([2, 192], np.int64), "s"))
    onnx.save(two, folder / "odd-batch-of-2.onnx")


def external(folder, name, location):
    """The convolutions with weights in another file."""
    graph = onnx.load(folder / "nchw.onnx")
    onnx.save(
        graph,
        folder / name,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=location,
        size_threshold=64,
    )


def pictures(folder, archive):
    with zipfile.ZipFile(archive) as photos:
        for name, source in PHOTOS.items():
            photo = Image.open(io.BytesIO(photos.read("clothing-photos/" + source))).convert("RGB")
            side = min(photo.size)
            left, top = (photo.width - side) // 2, (photo.height - side) // 2
            square = photo.crop((left, top, left + side, top + side))
            square.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(folder / f"{name}.png", optimize=True)
        square.resize((88, 88), Image.Resampling.LANCZOS).crop((4, 12, 84, 76)).save(folder / "larger.png", optimize=True)
    (folder / "NOTICE.md").write_text(
        "The pictures are parts of photographs of clothes that volunteers gave to the public domain (CC0 1.0) for the\n"
        "clothing data set by Alexey Grigorev. They were resized.\n"
    )


def planes(batch):
    return torch.from_numpy(np.ascontiguousarray(batch.transpose(0, 3, 1, 2)).astype(np.float32))


def resized(picture, short, resample):
    scale = short / min(picture.size)
    size = round(picture.width * scale), round(picture.height * scale)
    left, top = (size[0] - short) // 2, (size[1] - short) // 2
    return picture.resize(size, resample).crop((left, top, left + short, top + short))


def main(folder, archive=None):
    folder.mkdir(parents=True, exist_ok=True)
    if archive:
        pictures(folder, archive)
    names = list(PHOTOS)
    rgb = np.stack([np.asarray(Image.open(folder / f"{name}.png").convert("RGB")) for name in names]).astype(np.float64)
    imagenet = planes((rgb / 255 - IMAGENET_MEAN) / IMAGENET_STD)
    unit = planes(rgb / 255)
    symmetric = planes(rgb / 127.5 - 1)
    caffe = planes(rgb[..., ::-1] - np.array([103.939, 116.779, 123.68]))
    lite = planes((rgb - 127) / 128)

    convolutions = seeded(Convolutions, 1)
    one = seeded(OneAtATime, 2)
    keras = seeded(Convolutions, 3)
    bytes_inside = seeded(Convolutions, 4)
    half = seeded(Convolutions, 5).half()
    transformer = seeded(Transformer, 6)
    flat = seeded(Planes, 7)
    export(convolutions, folder / "nchw.onnx", ["input"], ["output"], dynamic=True)
    export(one, folder / "batch-of-1.onnx", ["input"], ["output"], dynamic=False)
    export(keras, folder / "free-size.onnx", ["pixels"], ["features"], dynamic=True)
    free = onnx.load(folder / "free-size.onnx")
    for axis, name in ((2, "height"), (3, "width")):
        free.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    onnx.save(free, folder / "free-size.onnx")
    keras_style(folder / "nhwc.onnx", keras)
    keras_style(folder / "uint8.onnx", bytes_inside, TensorProto.UINT8)
    export(half, folder / "float16.onnx", ["input"], ["output"], dynamic=True, example=torch.rand(1, 3, SIDE, SIDE).half())
    export(transformer, folder / "transformer.onnx", ["pixel_values"], ["last_hidden_state", "pooler_output"], dynamic=True)
    export(flat, folder / "planes.onnx", ["input"], ["output"], dynamic=True)
    wide = seeded(Wide, 9)
    export(wide, folder / "wide.onnx", ["input"], ["output"], dynamic=True)
    old_style(folder / "old.onnx", convolutions)
    for old in folder.glob("*.data"):
        old.unlink()
    external(folder, "external.onnx", "external.onnx.data")
    external(folder, "odd-outside.onnx", "outside.data")
    (folder / "outside.data").unlink()
    outside = onnx.load(folder / "odd-outside.onnx", load_external_data=False)
    for tensor in outside.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "../foreign/external.onnx.data"
    (folder / "odd-outside.onnx").write_bytes(outside.SerializeToString())
    torch.onnx.export(
        seeded(Convolutions, 8),
        (torch.rand(2, 3, SIDE, SIDE),),
        str(folder / "dynamo.onnx"),
        dynamo=True,
        external_data=True,
        input_names=["input"],
        output_names=["output"],
        dynamic_shapes=[{0: torch.export.Dim("batch")}],
        verbose=False,
    )
    odd_files(folder)

    with torch.no_grad():
        tokens, pooled = transformer(symmetric)
        exact_half = seeded(Convolutions, 5)
        exact_half.load_state_dict({name: value.float() for name, value in half.state_dict().items()})
        mean = flat(lite).mean((2, 3))
        rows = {
            "nchw": convolutions(imagenet),
            "batch-of-1": torch.cat([one(image[None]) for image in symmetric]),
            "nhwc": keras(unit),
            "free-size": keras(unit),
            "uint8": bytes_inside(symmetric),
            "float16": exact_half(imagenet.half().float()),
            "float16-in-half": half(imagenet.half()).float(),
            "external": convolutions(imagenet),
            "wide": wide(symmetric),
            "dynamo": seeded(Convolutions, 8)(caffe),
            "transformer-cls": tokens[:, 0],
            "transformer-mean": tokens.mean(1),
            "transformer-pooler": pooled,
            "planes-mean": mean,
            "planes-mean-normalized": mean / mean.norm(dim=1, keepdim=True),
            "planes-none": flat(lite).flatten(1),
            "planes-inner": convolutions.planes(imagenet).mean((2, 3)),
            "old": convolutions.conv1(unit).mean((2, 3)),
        }
        larger = Image.open(folder / "larger.png").convert("RGB")
        for filter_name in ("bilinear", "bicubic"):
            picture = resized(larger, SIDE, Image.Resampling[filter_name.upper()])
            pixels = np.asarray(picture, np.float64)[None]
            rows["resized-" + filter_name] = convolutions(planes((pixels / 255 - IMAGENET_MEAN) / IMAGENET_STD))
    with open(folder / "golden.txt", "w") as out:
        out.write("# Written by make_foreign_models.py: case, picture, embedding by PyTorch.\n")
        for case, values in rows.items():
            for name, row in zip(names if len(values) == 3 else ["larger"], values.double().numpy(), strict=True):
                out.write(" ".join([case, name] + [f"{value:.8g}" for value in row]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

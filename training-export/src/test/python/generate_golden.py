"""Writes src/test/resources/golden/{light,vgg16}-twin.txt: outputs of PyTorch for twins with weights from a formula.

Run from training-export/ with Python 3.11 and
    torch==2.13.0 numpy==2.4.6
    python src/test/python/generate_golden.py

The networks are computed in float64 on float32 weights, so that the figures do not depend on the order of
sums in a kernel. FormulaTwin.java makes the same weights and images:

    fmix(x)        the finalizer of MurmurHash3 on 32 bits
    hash(s, i)     fmix(i * 0x9E3779B1 ^ fmix(s)) for the i-th value of stream s
    signed(s, i)   (hash >> 8) / 2^23 - 1, in [-1, 1)
    weight         float32(signed * sqrt(6 / fan_in)), He's uniform bound
    bias           float32(signed * 0.05)

Convolution l (from 0) has the streams 10 l (weight), +1 (bias), +2 .. +5 (batch normalization: gamma, beta, mean,
variance); hidden 1000 and 1001, output 1010 and 1011; noise images 2000 and up.
"""

import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

SAMPLES = 64
EPSILON = 1e-3


def fmix(x):
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x85EBCA6B)
    x = x ^ (x >> np.uint32(13))
    x = x * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))


def hashes(stream, count):
    seed = fmix(np.array([stream], dtype=np.uint32))
    return fmix(np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) ^ seed)


def values(stream, count, factor, base=0.0):
    signed = (hashes(stream, count) >> np.uint32(8)).astype(np.float64) / 2**23 - 1
    return torch.tensor((base + signed * factor).astype(np.float32).astype(np.float64))


def weights(stream, *shape):
    fan_in = math.prod(shape[1:])
    return values(stream, math.prod(shape), math.sqrt(6 / fan_in)).reshape(shape)


def paint(height, width, sample):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return sample(y, x, c).astype(np.uint8)


def pictures(height, width):
    noise = [(hashes(2000 + k, height * width * 3) >> np.uint32(24)).astype(np.uint8).reshape(height, width, 3)
             for k in range(2)]
    return np.stack(noise + [
        paint(height, width, lambda y, x, c: (3 * y + 5 * x + 85 * c) & 255),
        paint(height, width, lambda y, x, c: np.where(abs(x - y) < 3, 0, 255)),
        paint(height, width, lambda y, x, c: np.where(abs(x - y - 8) < 3, 0, 255)),
        paint(height, width, lambda y, x, c: 255 + 0 * y),
    ])


def embed(images, scaling, blocks, normalized):
    multiplier, offset = (float(np.float32(v)) for v in scaling)
    x = torch.tensor(images, dtype=torch.float64).permute(0, 3, 1, 2) * multiplier + offset
    layer = 0
    channels = 3
    for block in blocks:
        for width in block:
            s = 10 * layer
            x = F.conv2d(x, weights(s, width, channels, 3, 3), values(s + 1, width, 0.05), padding=1)
            if normalized:
                x = F.batch_norm(x, values(s + 4, width, 0.2), values(s + 5, width, 0.5, 1.0),
                                 values(s + 2, width, 0.5, 1.0), values(s + 3, width, 0.1), eps=EPSILON)
            x = F.relu(x)
            channels = width
            layer += 1
        x = F.max_pool2d(x, 2)
    return x.flatten(1)


def score(left, right, hidden):
    x = (left - right).abs()
    x = F.relu(F.linear(x, weights(1000, hidden, x.shape[1]), values(1001, hidden, 0.05)))
    return torch.sigmoid(F.linear(x, weights(1010, 1, hidden), values(1011, 1, 0.05))).squeeze(1)


def write(name, height, width, scaling, blocks, normalized, hidden):
    e = embed(pictures(height, width), scaling, blocks, normalized)
    lines = [f"length {e.shape[1]}"]
    for k, row in enumerate(e):
        lines.append(f"norm {k} {row.norm().item():.9g}")
        lines.append(f"largest {k} {row.abs().max().item():.9g}")
        for j in range(SAMPLES):
            i = j * 71 % e.shape[1]
            lines.append(f"value {k} {i} {row[i].item():.9g}")
    left, right = np.triu_indices(len(e))
    for i, j, s in zip(left, right, score(e[left], e[right], hidden)):
        lines.append(f"score {i} {j} {s.item():.9g}")
    folder = pathlib.Path("src/test/resources/golden")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write("light-twin", 45, 33, (-1 / 255, 1), [[8], [12, 12], [16], [20, 20]], True, 24)
    write("vgg16-twin", 105, 105, (1 / 255, 0),
          [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3], False, 512)

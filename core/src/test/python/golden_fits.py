"""Writes golden/images/rgb8.png (37 × 23) fitted in every way: one file `<FIT>-<INTERPOLATION>-<width>x<height>.ppm` each.

Run from the repository's root, after golden_images.py:

    pip install pillow==12.3.0 numpy==2.4.6
    python core/src/test/python/golden_fits.py core/src/test/resources/golden

Nearest and bilinear are Pillow's own; bicubic and area are the textbook formulas in NumPy, as Pillow's bicubic has
another constant (-0.5 instead of OpenCV's -0.75) and its box filter does not weigh partly covered source pixels.
"""

import pathlib
import sys

import numpy as np
from PIL import Image

ROOT = pathlib.Path(sys.argv[1])
OUT = ROOT / "fits"


def cubic(n: int, m: int) -> np.ndarray:
    """Returns the m × n matrix of cubic convolution with a = -0.75 and repeated edges."""
    a, weights = -0.75, np.zeros((m, n))
    for i in range(m):
        centre = (i + 0.5) * n / m - 0.5
        for tap in range(int(np.floor(centre)) - 1, int(np.floor(centre)) + 3):
            d = abs(centre - tap)
            w = (a + 2) * d**3 - (a + 3) * d**2 + 1 if d <= 1 else a * (d**3 - 5 * d**2 + 8 * d - 4) if d < 2 else 0
            weights[i, min(max(tap, 0), n - 1)] += w
    return weights


def area(n: int, m: int) -> np.ndarray:
    """Returns the m × n matrix of averages over the source area of each pixel."""
    edges = np.arange(m + 1) * n / m
    taps = np.arange(n)
    overlap = np.minimum(edges[1:, None], taps + 1) - np.maximum(edges[:-1, None], taps)
    return np.clip(overlap, 0, None) * m / n


def linear(n: int, m: int) -> np.ndarray:
    weights = np.zeros((m, n))
    for i in range(m):
        centre = (i + 0.5) * n / m - 0.5
        low = int(np.floor(centre))
        weights[i, min(max(low, 0), n - 1)] += 1 - (centre - low)
        weights[i, min(max(low + 1, 0), n - 1)] += centre - low
    return weights


def matrix(name: str, n: int, m: int) -> np.ndarray:
    """Returns the matrix of one side, by the rules of Preprocessing.Interpolation."""
    if n == m:
        return np.eye(n)
    between = cubic if name == "BICUBIC" else linear
    if name == "AREA":
        return area(n, m) if n > m else linear(n, m)
    return area(n, m) if n > 2 * m else between(n, m)


def resized(image: Image.Image, name: str, width: int, height: int) -> np.ndarray:
    if name == "NEAREST" or (name == "BILINEAR" and width >= image.width and height >= image.height):
        return np.asarray(image.resize((width, height), getattr(Image.Resampling, name)))
    rows, columns = matrix(name, image.height, height), matrix(name, image.width, width)
    exact = np.einsum("yi,ijc,xj->yxc", rows, np.asarray(image, np.float64), columns)
    return np.clip(np.rint(exact), 0, 255).astype(np.uint8)


def fitted(image: Image.Image, fit: str, name: str, width: int, height: int) -> np.ndarray:
    if fit == "STRETCH":
        return resized(image, name, width, height)
    if fit == "LETTERBOX":
        scale = min(width / image.width, height / image.height)
        w, h = max(1, int(image.width * scale + 1e-9)), max(1, int(image.height * scale + 1e-9))
        out = np.full((height, width, 3), 128, np.uint8)
        x, y = (width - w) // 2, (height - h) // 2
        out[y:y + h, x:x + w] = resized(image, name, w, h)
        return out
    scale = max(width / image.width, height / image.height)
    w, h = int(image.width * scale + 1e-9), int(image.height * scale + 1e-9)
    x, y = round((w - width) / 2), round((h - height) / 2)
    return resized(image, name, w, h)[y:y + height, x:x + width]


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    picture = Image.open(ROOT / "images" / "rgb8.png")
    for fit in ("LETTERBOX", "CENTER_CROP", "STRETCH"):
        for name in ("NEAREST", "BILINEAR", "BICUBIC", "AREA"):
            for width, height in ((50, 50), (32, 47), (24, 15), (9, 9), (11, 40), (1, 1)):
                pixels = fitted(picture, fit, name, width, height)
                (OUT / f"{fit}-{name}-{width}x{height}.ppm").write_bytes(
                    b"P6 %d %d 255\n" % (width, height) + pixels.tobytes())

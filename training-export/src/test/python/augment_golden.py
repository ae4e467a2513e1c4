"""Writes src/test/resources/golden/augment.json: images before and after each operation of AutoAugment by Pillow,
and before and after a change of hue, saturation and value by OpenCV's published formulas for 8 bits.

Made with Python 3, Pillow 12.3.0, NumPy. Usage: python augment_golden.py <resources directory>
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

GREY = 128


def picture(width, height, channels, seed):
    """Returns an image with smooth gradients, a dark block, a light line and noise, in which some values do not occur."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    layers = []
    for channel in range(channels):
        layer = 40 + 150 * (0.5 + 0.5 * np.sin(x / (3 + channel) + y / (5 - channel) + channel))
        layer += random.normal(0, 8, layer.shape)
        layer[height // 4 : height // 2, width // 3 : width // 2] = 20 + 30 * channel
        layer[:, width - 5] = 230 - 20 * channel
        layers.append(layer)
    pixels = np.clip(np.rint(np.stack(layers, 2)), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def fill(image):
    return GREY if image.mode == "L" else (GREY,) * 3


def affine(image, matrix, resample):
    return image.transform(image.size, Image.AFFINE, matrix, resample, fillcolor=fill(image))


OPERATIONS = {
    "SHEAR_X": lambda i, m: affine(i, (1, m, 0, 0, 1, 0), Image.BICUBIC),
    "SHEAR_Y": lambda i, m: affine(i, (1, 0, 0, m, 1, 0), Image.BICUBIC),
    "TRANSLATE_X": lambda i, m: affine(i, (1, 0, m * i.size[0], 0, 1, 0), Image.NEAREST),
    "TRANSLATE_Y": lambda i, m: affine(i, (1, 0, 0, 0, 1, m * i.size[1]), Image.NEAREST),
    "ROTATE": lambda i, m: i.rotate(m, Image.NEAREST, fillcolor=fill(i)),
    "COLOR": lambda i, m: ImageEnhance.Color(i).enhance(1 + m),
    "POSTERIZE": lambda i, m: ImageOps.posterize(i, int(round(m))),
    "SOLARIZE": lambda i, m: ImageOps.solarize(i, m),
    "CONTRAST": lambda i, m: ImageEnhance.Contrast(i).enhance(1 + m),
    "SHARPNESS": lambda i, m: ImageEnhance.Sharpness(i).enhance(1 + m),
    "BRIGHTNESS": lambda i, m: ImageEnhance.Brightness(i).enhance(1 + m),
    "AUTO_CONTRAST": lambda i, m: ImageOps.autocontrast(i),
    "EQUALIZE": lambda i, m: ImageOps.equalize(i),
    "INVERT": lambda i, m: ImageOps.invert(i),
}

# Ten levels between the two ends of table 6 of the paper, as in its public implementations.
RANGES = {
    "SHEAR_X": np.linspace(0, 0.3, 10),
    "SHEAR_Y": np.linspace(0, 0.3, 10),
    "TRANSLATE_X": np.linspace(0, 150 / 331, 10),
    "TRANSLATE_Y": np.linspace(0, 150 / 331, 10),
    "ROTATE": np.linspace(0, 30, 10),
    "COLOR": np.linspace(0, 0.9, 10),
    "POSTERIZE": np.linspace(8, 4, 10),
    "SOLARIZE": np.linspace(256, 0, 10),
    "CONTRAST": np.linspace(0, 0.9, 10),
    "SHARPNESS": np.linspace(0, 0.9, 10),
    "BRIGHTNESS": np.linspace(0, 0.9, 10),
    "AUTO_CONTRAST": np.zeros(10),
    "EQUALIZE": np.zeros(10),
    "INVERT": np.zeros(10),
}
SIGNED = {"SHEAR_X", "SHEAR_Y", "TRANSLATE_X", "TRANSLATE_Y", "ROTATE", "COLOR", "CONTRAST", "SHARPNESS", "BRIGHTNESS"}


def to_hsv(rgb):
    """Computes OpenCV's COLOR_RGB2HSV for 8 bits: hue in 0..179, divisions by tables with 12 fractional bits."""
    red, green, blue = (rgb[..., i].astype(np.int64) for i in range(3))
    value = np.maximum(np.maximum(red, green), blue)
    difference = value - np.minimum(np.minimum(red, green), blue)
    by_value = np.where(value > 0, np.rint((255 << 12) / np.maximum(value, 1)), 0).astype(np.int64)
    by_difference = np.where(difference > 0, np.rint((180 << 12) / (6.0 * np.maximum(difference, 1))), 0).astype(np.int64)
    saturation = (difference * by_value + (1 << 11)) >> 12
    hue = np.where(
        value == red,
        green - blue,
        np.where(value == green, blue - red + 2 * difference, red - green + 4 * difference),
    )
    hue = (hue * by_difference + (1 << 11)) >> 12
    return np.stack([np.where(hue < 0, hue + 180, hue), saturation, value], -1)


def to_rgb(hsv):
    """Computes OpenCV's COLOR_HSV2RGB for 8 bits: in floating point, rounded at the end."""
    hue, saturation, value = hsv[..., 0] * 6 / 180.0, hsv[..., 1] / 255.0, hsv[..., 2] / 255.0
    sector = np.floor(hue).astype(int)
    part = hue - sector
    table = np.stack(
        [
            value,
            value * (1 - saturation),
            value * (1 - saturation * part),
            value * (1 - saturation * (1 - part)),
        ],
        -1,
    )
    places = np.array([[0, 3, 1], [2, 0, 1], [1, 0, 3], [1, 2, 0], [3, 1, 0], [0, 1, 2]])[sector % 6]
    return np.clip(np.rint(np.take_along_axis(table, places, -1) * 255), 0, 255).astype(np.uint8)


def recoloured(image, factors):
    """Returns look-up tables whose values are truncated to 8 bits."""
    x = np.arange(256, dtype=np.float64)
    tables = [
        ((x * factors[0]) % 180).astype(np.uint8),
        np.clip(x * factors[1], 0, 255).astype(np.uint8),
        np.clip(x * factors[2], 0, 255).astype(np.uint8),
    ]
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, -1)
    hsv = to_hsv(pixels)
    moved = np.stack([tables[i][hsv[..., i]] for i in range(3)], -1).astype(np.int64)
    result = to_rgb(moved)
    return result[..., 0] if image.mode == "L" else result


def encoded(image):
    return base64.b64encode(np.asarray(image, dtype=np.uint8).tobytes()).decode()


def main():
    inputs, cases = [], []
    # Equalizing needs more than 255 pixels. The last two images test it: steps above 1, and a single value.
    pictures = [picture(23, 16, 3, 1), picture(16, 19, 1, 2), picture(37, 30, 3, 3), Image.new("L", (17, 16), 77)]
    for image in pictures:
        channels = 1 if image.mode == "L" else 3
        inputs.append({"width": image.size[0], "height": image.size[1], "channels": channels, "pixels": encoded(image)})
    for name, operation in OPERATIONS.items():
        for place, image in enumerate(pictures):
            if place >= 2 and name not in ("EQUALIZE", "AUTO_CONTRAST"):
                continue
            levels = [0] if not RANGES[name].any() else [5, 8] if place == 0 else [3]
            for level in levels:
                for sign in (1, -1) if name in SIGNED and place == 0 else (1,):
                    magnitude = float(RANGES[name][level]) * sign
                    cases.append({"operation": name, "magnitude": magnitude, "input": place, "pixels": encoded(operation(image, magnitude))})
    colours = []
    for place in (0, 1, 2):
        for factors in ((1.07, 1.6, 0.8), (0.91, 0.4, 1.28), (1.0, 1.0, 1.0)):
            colours.append({"factors": factors, "input": place, "pixels": encoded(recoloured(pictures[place], factors))})
    magnitudes = {name: [float(m) for m in values] for name, values in RANGES.items()}
    golden = {"inputs": inputs, "cases": cases, "colours": colours, "magnitudes": magnitudes, "signed": sorted(SIGNED)}
    path = Path(sys.argv[1]) / "golden" / "augment.json"
    path.write_text(json.dumps(golden, indent=0) + "\n")


main()

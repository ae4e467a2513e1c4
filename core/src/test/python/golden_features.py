"""Writes small images and their texture features by scikit-image.

Run from the repository's root; the result is byte for byte the same every time:

    pip install scikit-image==0.26.0 numpy==2.4.6 pillow==12.3.0
    python core/src/test/python/golden_features.py core/src/test/resources/golden/features

`glcm.txt` has a line for each image, number of levels, distance and angle in degrees, with contrast, dissimilarity,
homogeneity, energy, correlation and ASM. Images are made grey by Pillow and quantized as grey * levels // 256.
"""

import pathlib
import sys

import numpy as np
from PIL import Image
from skimage.feature import graycomatrix, graycoprops

OUT = pathlib.Path(sys.argv[1])
PROPERTIES = ("contrast", "dissimilarity", "homogeneity", "energy", "correlation", "ASM")
LEVELS = (2, 8, 32, 256)
DISTANCES = (1, 2, 3, 7, 16)
ANGLES = (0, 45, 90, 135)


def pictures() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(20261122)
    y, x = np.mgrid[0:17, 0:29]
    waves = 128 + 90 * np.sin(x * 0.9 + y * 0.4) * np.cos(y * 0.7) + rng.normal(0, 6, x.shape)
    colours = np.stack([x * 255 // 28, y * 255 // 16, (x * y) % 256], axis=-1)
    return {
        "noise": rng.integers(0, 256, (17, 17), np.uint8),
        "waves": np.clip(waves, 0, 255).astype(np.uint8),
        "colours": colours.astype(np.uint8),
        "stripes": np.where(np.arange(24) % 3 == 0, 250, 3).astype(np.uint8)[None, :].repeat(20, 0),
        "flat": np.full((18, 17), 77, np.uint8),
    }


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    lines = ["# picture levels distance angle " + " ".join(PROPERTIES)]
    for name, pixels in pictures().items():
        image = Image.fromarray(pixels)
        image.save(OUT / f"{name}.png")
        grey = np.asarray(image.convert("L")).astype(np.uint16)
        for levels in LEVELS:
            matrix = graycomatrix(
                (grey * levels // 256).astype(np.uint8),
                DISTANCES,
                np.deg2rad(ANGLES),
                levels=levels,
                symmetric=True,
                normed=True,
            )
            values = {p: graycoprops(matrix, p) for p in PROPERTIES}
            for d, distance in enumerate(DISTANCES):
                for a, angle in enumerate(ANGLES):
                    row = " ".join(f"{values[p][d, a]:.12g}" for p in PROPERTIES)
                    lines.append(f"{name} {levels} {distance} {angle} {row}")
    (OUT / "glcm.txt").write_text("\n".join(lines) + "\n")


main()

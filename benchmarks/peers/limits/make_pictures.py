"""Writes images that a model of handwritten characters was not trained for: faces and photographs, in class folders.

    python make_pictures.py OUT      # then: siamese4j evaluate --data OUT/faces --protocol verification

A class is four views of one face or of one photograph. There are 100 grey faces of 25x25 pixels from Labeled Faces in
the Wild, and the photographs of scikit-image. Each view is cropped, rotated, lit and blurred a little differently, so a
class is easy: it holds one image, not one person on different days. Needs scikit-image 0.26.
"""

import argparse
import pathlib

import numpy as np
import skimage
from skimage import filters, io, transform

VIEWS = 4
PHOTOGRAPHS = [
    "astronaut.png", "brick.png", "camera.png", "cell.png", "chelsea.png", "coffee.png", "coins.png", "grass.png", "gravel.png",
    "hubble_deep_field.jpg", "ihc.png", "moon.png", "motorcycle_left.png", "page.png", "retina.jpg", "rocket.jpg",
]  # fmt: skip


def view(picture: np.ndarray, random: np.random.Generator, side: int) -> np.ndarray:
    """Returns a random square of at least 4/5 of the shorter side, rotated by up to 8 degrees, lit and blurred."""
    shorter = min(picture.shape[:2])
    cut = int(shorter * random.uniform(0.8, 1))
    top = random.integers(0, picture.shape[0] - cut + 1)
    left = random.integers(0, picture.shape[1] - cut + 1)
    square = transform.rotate(picture[top : top + cut, left : left + cut], random.uniform(-8, 8), mode="edge")
    small = transform.resize(square, (side, side), anti_aliasing=True)
    lit = np.clip(small ** random.uniform(0.7, 1.4) * random.uniform(0.8, 1.2), 0, 1)
    blurred = filters.gaussian(lit, random.uniform(0, 1), channel_axis=-1)
    return (np.clip(blurred, 0, 1) * 255).round().astype(np.uint8)


def write(folder: pathlib.Path, pictures: dict[str, np.ndarray], random: np.random.Generator, side: int) -> None:
    for name, picture in pictures.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(VIEWS):
            io.imsave(folder / name / f"{i}.png", view(picture, random, side), check_contrast=False)


def colour(picture: np.ndarray) -> np.ndarray:
    picture = skimage.img_as_float(picture)
    return np.repeat(picture[..., None], 3, axis=-1) if picture.ndim == 2 else picture[..., :3]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    out = parser.parse_args().out
    data = pathlib.Path(skimage.__file__).parent / "data"
    random = np.random.default_rng(1)
    faces = np.load(data / "lfw_subset.npy")[:100]
    write(out / "faces", {f"face{i:03}": colour(face) for i, face in enumerate(faces)}, random, 105)
    photographs = {name.split(".")[0]: colour(io.imread(data / name)) for name in PHOTOGRAPHS}
    write(out / "photographs", photographs, random, 240)


if __name__ == "__main__":
    main()

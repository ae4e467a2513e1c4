"""Writes golden/keras: a narrow VGG16 twin in the file layouts of several versions of Keras, and its scores of real images.

Made with Python 3, keras 3.15.1, tensorflow_cpu 2.21.0, h5py, numpy and Pillow. Run in this directory:
    python make_keras_twin.py ../resources/golden/keras ../../../../examples/images
With --full FILE.h5 FOLDER it writes a twin of full width with random weights and prints the scores of ten images of the
folder, each with the next. That file is not committed.
"""

import itertools
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import keras
import numpy as np
from keras import layers
from PIL import Image

SIDE = 105
NARROW = [(4, 2), (5, 2), (6, 3), (6, 3), (7, 3)]
FULL = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]


def trunk(widths):
    """Returns layers named as in VGG16, and the function that applies them."""
    steps = []
    for b, (width, count) in enumerate(widths, 1):
        for c in range(1, count + 1):
            steps.append(layers.Conv2D(width, 3, padding="same", activation="relu", name=f"block{b}_conv{c}"))
        steps.append(layers.MaxPooling2D(2, strides=2, name=f"block{b}_pool"))
    steps.append(layers.Flatten(name="flatten"))

    def apply(x):
        for step in steps:
            x = step(x)
        return x

    return apply


def twin(widths, units, nested):
    left, right = keras.Input((SIDE, SIDE, 3)), keras.Input((SIDE, SIDE, 3))
    encode = trunk(widths)
    if nested:
        inner = keras.Input((SIDE, SIDE, 3))
        encode = keras.Model(inner, encode(inner), name="vgg16")
    distance = layers.Lambda(lambda t: keras.ops.abs(t[0] - t[1]), name="lambda_1")([encode(left), encode(right)])
    hidden = layers.Dense(units, activation="relu", name="dense_1")(distance)
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid", name="dense_2")(hidden))


def draw(model, seed):
    """Sets He-normal kernels and non-zero biases, and a last layer with spread scores."""
    random = np.random.default_rng(seed)
    weights = []
    for w in model.get_weights():
        if w.ndim == 1:
            weights.append(random.normal(0, 0.1, w.shape).astype("float32"))
        else:
            spread = 5 if w.shape[-1] == 1 else 1
            weights.append(random.normal(0, spread * np.sqrt(2 / np.prod(w.shape[:-1])), w.shape).astype("float32"))
    model.set_weights(weights)


def convolutions(widths):
    return [f"block{b}_conv{c}" for b, (_, count) in enumerate(widths, 1) for c in range(1, count + 1)]


def weights_of(model, widths):
    """Returns kernel and bias by layer, for a nested or a flat trunk."""
    names = convolutions(widths) + ["dense_1", "dense_2"]
    arrays = model.get_weights()
    assert len(arrays) == 2 * len(names)
    return {name: (arrays[2 * i], arrays[2 * i + 1]) for i, name in enumerate(names)}


def layer_group(parent, name, arrays, compress=False):
    """Writes a layer as Keras 2 does: its group, the list of its arrays, and the arrays at the paths of their names."""
    group = parent.create_group(name)
    group.attrs["weight_names"] = [n.encode() for n, _ in arrays]
    for array_name, array in arrays:
        if compress and array.size > 1000:
            group.create_dataset(array_name, data=array, chunks=True, compression="gzip", shuffle=True)
        else:
            group.create_dataset(array_name, data=array)


def root(group, names):
    group.attrs["layer_names"] = [n.encode() for n in names]
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = b"2.1.5"


def named(layer, pair):
    return [(f"{layer}/kernel:0", pair[0]), (f"{layer}/bias:0", pair[1])]


def write_flat(path, weights):
    """Writes the file of Keras 2's save_weights for a twin that contains the layers of the trunk."""
    names = ["input_1", "input_2", *[n for n in weights if n.startswith("block")], "flatten", "lambda_1", "dense_1", "dense_2"]
    with h5py.File(path, "w") as f:
        root(f, names)
        for name in names:
            layer_group(f, name, named(name, weights[name]) if name in weights else [])


def write_nested(path, weights):
    """Writes the file of Keras 2's save: all under model_weights, with a nested trunk, compressed by a later tool."""
    inner = [pair for n, w in weights.items() if n.startswith("block") for pair in named(n, w)]
    with h5py.File(path, "w") as f:
        f.attrs["model_config"] = b'{"class_name": "Model"}'
        model = f.create_group("model_weights")
        names = ["input_1", "input_2", "vgg16", "lambda_1", "dense_2", "dense_1"]
        root(model, names)
        layer_group(model, "vgg16", inner, compress=True)
        for name in ("dense_1", "dense_2"):
            layer_group(model, name, named(name, weights[name]), compress=True)
        for name in ("input_1", "input_2", "lambda_1"):
            layer_group(model, name, [])
        slots = f.create_group("optimizer_weights")
        slots.create_dataset("block1_conv1/kernel/momentum:0", data=np.zeros_like(weights["block1_conv1"][0]))


def write_notop(path, weights):
    """Writes the trunk alone, with the names of the ImageNet weights of the first Keras releases."""
    names = ["input_1"] + [n for n in weights if n.startswith("block")] + ["block1_pool"]
    with h5py.File(path, "w") as f:
        f.attrs["layer_names"] = [n.encode() for n in names]
        for name in names:
            pair = weights.get(name)
            layer_group(f, name, [(f"{name}_W_1:0", pair[0]), (f"{name}_b_1:0", pair[1])] if pair else [])


def picture(file):
    """Returns an image letterboxed with grey bars and bicubic interpolation, scaled to [0, 1]."""
    image = Image.open(file).convert("RGB")
    scale = min(SIDE / image.width, SIDE / image.height)
    size = (int(image.width * scale), int(image.height * scale))
    image = image.resize(size, Image.BICUBIC)
    fitted = Image.new("RGB", (SIDE, SIDE), (128, 128, 128))
    fitted.paste(image, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(fitted, "float32") / 255


def colour(path):
    """Returns a wide image of exactly the input's width, which gets bars but no interpolation."""
    y, x = np.mgrid[0:70, 0:SIDE]
    sky = np.stack([40 + y, 90 + y, 200 - y // 2], -1)
    hill = y > 45 + 12 * np.sin(x / 14)
    sky[hill] = np.stack([60 + x // 3, 120 - x // 4, 30 + 0 * x], -1)[hill]
    Image.fromarray(sky.astype("uint8")).save(path)


def main(out, images):
    out.mkdir(parents=True, exist_ok=True)
    model = twin(NARROW, 16, nested=False)
    draw(model, 11)
    weights = weights_of(model, NARROW)
    write_flat(out / "flat.h5", weights)
    write_nested(out / "saved.h5", weights)
    write_notop(out / "notop.h5", {n: w for n, w in weights.items() if n[:6] in ("block1", "block2", "block3")})
    keras3 = twin(NARROW, 16, nested=True)
    keras3.set_weights(model.get_weights())
    keras3.save_weights(out / "keras3.weights.h5")
    colour(out / "colour.png")
    files = sorted(images.glob("*.png")) + [out / "colour.png"]
    with open(out / "scores.txt", "w") as f:
        for a, b in itertools.combinations(files, 2):
            score = model.predict([picture(a)[None], picture(b)[None]], verbose=0)[0, 0]
            f.write(f"{a.name} {b.name} {score:.8f}\n")


def full(path, folder):
    model = twin(FULL, 512, nested=False)
    draw(model, 12)
    write_flat(path, weights_of(model, FULL))
    files = sorted(folder.rglob("*.png"))
    files = files[:: len(files) // 10][:10]
    for a, b in zip(files, files[1:] + files[:1]):
        score = model.predict([picture(a)[None], picture(b)[None]], verbose=0)[0, 0]
        print(f"{a} {b} {score:.8f}")


if __name__ == "__main__":
    if sys.argv[1] == "--full":
        full(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    else:
        main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))

"""Trains the VGG16 twin with Keras' train_on_batch on random images and prints the images per second of each step.

    python peer_keras.py [--steps 8]

The batch is 16 labelled pairs (32 images) in two inputs that share the trunk, as such networks are usually written in
Keras.
"""

import argparse
import os
import time

BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
PAIRS = 16


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import numpy as np
    import tensorflow as tf
    from keras import layers

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    keras.utils.set_random_seed(0)

    picture = x = keras.Input((105, 105, 3))
    for width, convolutions in BLOCKS:
        for _ in range(convolutions):
            x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.MaxPooling2D()(x)
    trunk = keras.Model(picture, layers.Flatten()(x))
    left, right = keras.Input((105, 105, 3)), keras.Input((105, 105, 3))
    difference = keras.ops.abs(trunk(left) - trunk(right))
    score = layers.Dense(1, activation="sigmoid")(layers.Dense(512, activation="relu")(difference))
    twin = keras.Model([left, right], score)
    twin.compile(
        optimizer=keras.optimizers.AdamW(1e-3, weight_decay=1e-4, global_clipnorm=5),
        loss="binary_crossentropy",
        metrics=["binary_accuracy"],
    )
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (2, PAIRS, 105, 105, 3), dtype=np.uint8)
    labels = random.integers(0, 2, (PAIRS, 1)).astype(np.float32)
    for _ in range(options.steps):
        start = time.perf_counter()
        a, b = pixels.astype(np.float32) / 255
        twin.train_on_batch([a, b], labels)
        print(2 * PAIRS / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()

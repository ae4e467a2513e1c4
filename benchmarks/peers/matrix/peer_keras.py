"""Scores pairs with the VGG16 twin in Keras. Prints, for each batch, the pairs per second and per CPU second.

    python peer_keras.py [--batches 4]

The twin takes two images and returns a score, so embeddings are not kept: a matrix is computed with predict_on_batch
on 32 pairs at a time. The weights are random, which does not change the time.
"""

import argparse
import os
import time

BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
PAIRS = 32


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import numpy as np
    import tensorflow as tf
    from keras import layers

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    picture = x = keras.Input((105, 105, 3))
    for width, convolutions in BLOCKS:
        for _ in range(convolutions):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    trunk = keras.Model(picture, layers.Flatten()(x))
    left, right = keras.Input((105, 105, 3)), keras.Input((105, 105, 3))
    difference = keras.ops.abs(trunk(left) - trunk(right))
    twin = keras.Model([left, right], layers.Dense(1, activation="sigmoid")(layers.Dense(512, activation="relu")(difference)))
    pixels = np.random.default_rng(0).random((2, PAIRS, 105, 105, 3), dtype=np.float32)
    twin.predict_on_batch([*pixels])
    for _ in range(options.batches):
        start, start_processor = time.perf_counter(), time.process_time()
        twin.predict_on_batch([*pixels])
        print(PAIRS / (time.perf_counter() - start), PAIRS / (time.process_time() - start_processor), flush=True)


if __name__ == "__main__":
    main()

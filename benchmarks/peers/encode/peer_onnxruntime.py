"""Times ONNX Runtime over decoded images at its best batch size, and the benchmark EncodeSpeed, in turns.

ONNX Runtime gets images that are decoded and resized already. Each round runs both once; the medians are printed.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np
import onnxruntime
from PIL import Image

MOST = 1000


def rate(session, pixels, batch):
    start = time.perf_counter()
    for at in range(0, len(pixels), batch):
        session.run(None, {"image": pixels[at : at + batch]})
    return len(pixels) / (time.perf_counter() - start)


def main():
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args(sys.argv[1:split])

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.add_session_config_entry("session.disable_quant_qdq", "1")
    # Idle threads must not take the processor from the other program.
    settings.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(
        str(options.model / "encoder.onnx"), settings, providers=["CPUExecutionProvider"]
    )
    _, height, width, _ = session.get_inputs()[0].shape
    files = sorted(p for p in options.folder.rglob("*") if p.suffix in (".jpg", ".jpeg", ".png"))[:MOST]
    pixels = np.stack([np.asarray(Image.open(f).convert("RGB").resize((width, height))) for f in files])

    command = sys.argv[split + 1 :]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as java:
        def ours():
            java.stdin.write("go\n")
            java.stdin.flush()
            return [float(value) for value in java.stdout.readline().split()]

        batches = {batch: rate(session, pixels, batch) for batch in (1, 2, 4, 8, 16, 32)}
        best = max(batches, key=batches.get)
        ours()  # warm-up
        rounds = [(rate(session, pixels, best), *ours()) for _ in range(options.rounds)]
        java.stdin.close()
    bare, decoded, from_files = (statistics.median(values) for values in zip(*rounds))
    print(f"{len(files)} images, {options.threads} threads, ONNX Runtime {onnxruntime.__version__}, median of {options.rounds} rounds")
    print(f"ONNX Runtime, decoded images, batch {best}: {bare:.1f} images/s")
    print(f"siamese4j, decoded images: {decoded:.1f} images/s, {decoded / bare:.3f} x")
    print(f"siamese4j, files: {from_files:.1f} images/s, {from_files / bare:.3f} x")


if __name__ == "__main__":
    main()

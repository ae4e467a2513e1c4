"""Prints the figures of `run` as a Markdown table: the median over rounds of the median over steps, and ratios."""

import csv
import statistics
import sys
from collections import defaultdict

OURS = "siamese4j float32"
WINOGRAD = "siamese4j float32, Winograd"
KERAS = "Keras train_on_batch"
# Labelled pairs per image. siamese4j uses all pairs of the batch, the peers two images a pair.
PAIRS = {OURS: 496 / 32, WINOGRAD: 496 / 32, "siamese4j bfloat16": 496 / 32, "siamese4j float32, 96 a step": 4560 / 96}

rounds = defaultdict(lambda: defaultdict(list))
with open(sys.argv[1], newline="") as file:
    for name, number, speed in csv.reader(file, delimiter="\t"):
        rounds[name][number].append(float(speed))
speeds = {name: statistics.median(map(statistics.median, each.values())) for name, each in rounds.items()}
pairs = {name: speed * PAIRS.get(name, 16 / 32) for name, speed in speeds.items()}

print("| training, 32 images a step | images/s | siamese4j float32 is | with Winograd | labelled pairs/s | times Keras |")
print("| --- | --- | --- | --- | --- | --- |")
for name, speed in speeds.items():
    print(
        f"| {name} | {speed:.2f} | {speeds[OURS] / speed:.2f} × | {speeds[WINOGRAD] / speed:.2f} × "
        f"| {pairs[name]:.1f} | {pairs[name] / pairs[KERAS]:.1f} × |"
    )

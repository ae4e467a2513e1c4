"""Prints the figures of run as a Markdown table: the median over rounds of the median of a round's steps, and ratios."""

import csv
import statistics
import sys
from collections import defaultdict

OURS = "siamese4j float32"
# labelled pairs in a step of 32 pictures: all of them, or two pictures a pair
PAIRS = {"siamese4j float32": 496, "siamese4j bfloat16": 496}

rounds = defaultdict(lambda: defaultdict(list))
with open(sys.argv[1], newline="") as file:
    for name, number, speed in csv.reader(file):
        rounds[name][number].append(float(speed))
speeds = {name: statistics.median(map(statistics.median, each.values())) for name, each in rounds.items()}
pairs = {name: speed / 32 * PAIRS.get(name, 16) for name, speed in speeds.items()}

print("| training, 32 pictures a step | images/s | siamese4j float32 is | labelled pairs/s | siamese4j float32 is |")
print("| --- | --- | --- | --- | --- |")
for name, speed in speeds.items():
    print(
        f"| {name} | {speed:.2f} | {speeds[OURS] / speed:.2f} × "
        f"| {pairs[name]:.1f} | {pairs[OURS] / pairs[name]:.1f} × |"
    )

"""Writes golden/schedules.json: learning rates per epoch, rates by batch, and advice on the number of steps.

The formulas are those of the original siamese networks, in plain Python 3 (float64). Run in this directory:
    python schedule_golden.py ../resources/golden/schedules.json
"""

import json
import math
import sys


def warm_cosine(lr, min_lr, epochs):
    warm = min(max(0.05 * epochs, 1), 3)
    start = max(0.1 * lr, 1e-6)
    tail = min(max(0.05 * epochs, 1), 15)
    for t in range(epochs):
        if t <= warm:
            yield (lr - start) * pow(t / float(warm), 2) + start
        elif t >= epochs - tail:
            yield min_lr
        else:
            yield min_lr + 0.5 * (lr - min_lr) * (1.0 + math.cos(math.pi * (t - warm) / (epochs - warm - tail)))


def decay(lr, min_lr, epochs):
    rate = (min_lr / lr) ** (1 / (10 - 1))
    for t in range(epochs):
        yield lr * rate ** (t // (epochs / 10))


def scaled(lr, min_lr, batch, rule):
    low, high = (5e-4, 1e-1) if rule == "SGD" else (3e-4, 1e-3)
    return min(max(batch / 64 * lr, low), high), min(max(batch / 64 * min_lr, low * 1e-2), high * 1e-2)


def advice(pictures, batch, epochs, rule):
    wanted = 3e4 if rule == "SGD" else 1e4
    per_epoch = pictures // batch
    needed = int(wanted // per_epoch + 1) if per_epoch * epochs <= wanted else 0
    return {"steps": per_epoch * epochs, "stepsPerEpoch": per_epoch, "rule": rule, "epochsNeeded": needed}


if __name__ == "__main__":
    curves = []
    for shape, rates, lengths in [("EPOCH_COSINE", warm_cosine, [1, 2, 3, 10, 30, 100, 320]),
                                  ("EPOCH_DECAY", decay, [10, 14, 18, 33, 100])]:
        for epochs in lengths:
            lr = 1e-2 if epochs != 10 else 1e-3
            curves.append({"shape": shape, "peak": lr, "floorRatio": 0.01, "epochs": epochs,
                           "rates": [float(f"{r:.12g}") for r in rates(lr, lr * 0.01, epochs)]})
    batches = []
    for rule, lr in [("SGD", 1e-2), ("ADAM", 1e-3), ("ADAMW", 1e-3)]:
        for batch in [1, 2, 8, 16, 32, 64, 100, 512, 1024]:
            fit, floor = scaled(lr, lr * 0.01, batch, rule)
            batches.append({"rule": rule, "peak": lr, "floor": lr * 0.01, "batch": batch, "fit": fit, "fitFloor": floor})
    advices = [advice(*a) for a in [(19280, 32, 100, "SGD"), (19280, 32, 49, "SGD"), (3200, 32, 100, "ADAM"),
                                    (3200, 32, 101, "ADAM"), (70, 32, 10, "ADAMW"), (96000, 32, 10, "SGD")]]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"curves": curves, "batches": batches, "advices": advices}, out)
        out.write("\n")

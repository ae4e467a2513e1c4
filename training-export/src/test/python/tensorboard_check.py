"""Reads the event files of a run folder with TensorBoard and compares every scalar with steps.csv and metrics.csv.

    python tensorboard_check.py RUN

Needs tensorboard (made with 2.21.0). Exits with 1 and a message if a value differs.
"""

import csv
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

FILES = {
    "steps.csv": {
        "train/loss": "loss",
        "train/accuracy": "accuracy",
        "train/learning_rate": "learning_rate",
        "train/gradient_norm": "gradient_norm",
        "train/images_per_second": "images_per_second",
    },
    "metrics.csv": {
        "validation/loss": "loss",
        "validation/accuracy": "accuracy",
        "validation/area_under_curve": "area_under_curve",
        "validation/one_shot_accuracy": "one_shot_accuracy",
        "validation/threshold": "threshold",
    },
}

run = pathlib.Path(sys.argv[1])
events = EventAccumulator(str(run), size_guidance={"scalars": 0}).Reload()
compared = 0
for name, tags in FILES.items():
    with open(run / name, newline="") as file:
        rows = list(csv.DictReader(file))
    for tag, column in tags.items():
        scalars = events.Scalars(tag)
        steps = [scalar.step for scalar in scalars]
        if steps != [int(row["step"]) for row in rows]:
            sys.exit(f"{tag}: steps {steps[:3]}…{steps[-3:]} are not those of {name}")
        for scalar, row in zip(scalars, rows):
            expected = float(row[column])
            # The figures in the CSV files are rounded.
            if abs(scalar.value - expected) > max(1e-5 * abs(expected), 0.0051 if "second" in tag else 5.1e-6):
                sys.exit(f"{tag} at step {scalar.step}: {scalar.value} instead of {expected}")
            compared += 1
print(f"{compared} scalars of {len(list(run.glob('events.out.tfevents.*')))} files are as in the CSV files")

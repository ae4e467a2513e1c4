"""Recognizes altered copies by the perceptual hashes of ImageHash: aHash, dHash, pHash and wHash of 64 bits.

    python peer_imagehash.py ORIGINALS COPIES [--rate 1e-4] [--model FILE] [--json FILE]

COPIES is what `siamese4j evaluate --protocol copies --data ORIGINALS --write-copies COPIES` has written: a folder for
each alteration, in which the copy of ORIGINALS/a/b.jpg is a/b.jpg.png or a/b.jpg.jpg. Each copy is compared with all
originals, by the Hamming distance. A tie with the copy's own original counts as not found. Copies of
one picture against another original are impostors. FILE is what that command has printed with --json; its figures are
a column of the table.

For each alteration the table has the recall, which is the share of copies whose original is nearer than all others, and
the true accepts at the highest distance with at most the given false accept rate. The last rows are the means, the second
one with a threshold common to all alterations.
"""

import argparse
import json
import multiprocessing
import pathlib

import imagehash
import numpy as np
from PIL import Image, ImageOps

HASHES = {
    "aHash": imagehash.average_hash,
    "dHash": imagehash.dhash,
    "pHash": imagehash.phash,
    "wHash": imagehash.whash,
}
BITS = 64


def hashes(path):
    """Returns the hashes of an image, packed into bytes, one row each."""
    with Image.open(path) as image:
        image = ImageOps.exif_transpose(image).convert("RGB")
    return np.stack([np.packbits(function(image).hash) for function in HASHES.values()])


def distances(queries, originals):
    """Returns the Hamming distances [queries, originals]."""
    return np.bitwise_count(queries[:, None] ^ originals[None]).sum(2, dtype=np.int64)


def accepted(genuine, impostors, rate):
    """Returns the share of genuine distances that the highest limit with at most the given rate accepts."""
    below = np.cumsum(impostors) / impostors.sum()
    limit = np.searchsorted(below, rate, side="right") - 1
    return np.cumsum(genuine)[limit] / genuine.sum() if limit >= 0 else 0.0


def compare(queries, targets, originals):
    """Returns the recall and the histograms of the genuine and the impostor distances."""
    genuine, impostors = np.zeros(BITS + 1, int), np.zeros(BITS + 1, int)
    first = 0
    for start in range(0, len(queries), 256):
        found = distances(queries[start : start + 256], originals)
        rows, columns = np.arange(len(found)), targets[start : start + 256]
        own = found[rows, columns].copy()
        found[rows, columns] = BITS + 1
        first += int((own < found.min(1)).sum())
        genuine += np.bincount(own, minlength=BITS + 1)
        impostors += np.bincount(found.ravel(), minlength=BITS + 2)[: BITS + 1]
    return first / len(queries), genuine, impostors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("originals", type=pathlib.Path)
    parser.add_argument("copies", type=pathlib.Path)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()

    alterations = {}
    for folder in sorted(each for each in options.copies.iterdir() if each.is_dir()):
        alterations[folder.name] = {
            path.relative_to(folder).with_suffix("").as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    names = sorted(
        path.relative_to(options.originals).as_posix()
        for path in options.originals.rglob("*")
        if path.suffix.lower() in Image.registered_extensions()
    )
    index = {name: i for i, name in enumerate(names)}
    with multiprocessing.Pool() as pool:
        originals = np.stack(pool.map(hashes, [options.originals / name for name in names], 32))
        encoded = {a: np.stack(pool.map(hashes, list(c.values()), 32)) for a, c in alterations.items()}

    figures = {}
    for h, hash_name in enumerate(HASHES):
        for alteration, copies in alterations.items():
            targets = np.array([index[name] for name in copies])
            recall, genuine, impostors = compare(encoded[alteration][:, h], targets, originals[:, h])
            figures[hash_name, alteration] = recall, accepted(genuine, impostors, options.rate), genuine, impostors

    summary = {}
    for h in HASHES:
        mine = [figures[h, alteration] for alteration in alterations]
        together = sum(each[3] for each in mine)
        summary[h] = {
            "recall": float(np.mean([each[0] for each in mine])),
            "accepts": float(np.mean([each[1] for each in mine])),
            "common": float(np.mean([accepted(each[2], together, options.rate) for each in mine])),
        }
    each = {h: {a: {"recall": figures[h, a][0], "accepts": float(figures[h, a][1])} for a in alterations} for h in HASHES}
    copied = max(map(len, alterations.values()))
    if options.model:
        name, means, rows = model_figures(json.loads(options.model.read_text()))
        summary, each = {name: means, **summary}, {name: rows, **each}
        alterations = dict.fromkeys(rows)
    print(f"{copied} copies, {len(names)} originals, ImageHash {imagehash.__version__}; recall at rank 1, true accepts at {options.rate:g}\n")
    print("| alteration | " + " | ".join(summary) + " |\n| --- |" + " --- |" * len(summary))
    for alteration in alterations:
        print(f"| {alteration} | " + " | ".join(cell(rows[alteration]) for rows in each.values()) + " |")
    print("| mean | " + " | ".join(cell(means) for means in summary.values()) + " |")
    print("| mean, common threshold | " + " | ".join(number(means["common"]) for means in summary.values()) + " |")
    if options.json:
        options.json.write_text(json.dumps({"originals": len(names), "mean": summary, "alterations": each}, indent=2) + "\n")


def model_figures(report):
    """Returns name, means and figures by alteration of a model, from the command's JSON."""
    means = report["means"]
    rows = {
        row["alteration"]: {"recall": row["recallAt1"], "accepts": row.get("trueAccepts")} for row in report["alterations"]
    }
    found = {"recall": means["recallAt1"], "accepts": means.get("trueAccepts"), "common": means.get("trueAcceptsCommon")}
    return report["model"], found, rows


def cell(figures):
    """Returns recall and true accepts as a cell of the table."""
    return f"{figures['recall']:.3f}, {number(figures['accepts'])}"


def number(value):
    """Returns a figure, or a dash if it could not be measured."""
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()

"""Writes golden/metric-losses.json: values and gradients of pytorch-metric-learning.

Made with Python 3, torch 2.13.0 (CPU) and pytorch-metric-learning 2.9.0, in float64. Run in this directory:
    python metric_loss_golden.py ../resources/golden/metric-losses.json
"""

import json
import sys

import pytorch_metric_learning
import torch
from pytorch_metric_learning.distances import CosineSimilarity, LpDistance
from pytorch_metric_learning.losses import ContrastiveLoss, MultiSimilarityLoss, TripletMarginLoss
from pytorch_metric_learning.miners import BatchHardMiner, MultiSimilarityMiner, TripletMarginMiner

# The last two images are alone in their classes, so they are anchors without a positive.
LABELS = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 5]
LENGTH = 6


def number(value):
    return float(f"{value:.9g}")


def batch(name, seed):
    generator = torch.Generator().manual_seed(seed)
    centres = torch.randn(6, LENGTH, generator=generator)
    spread = {"plain": 0.8, "rectified": 1.0, "twice": 0.8}[name]
    x = centres[LABELS] + spread * torch.randn(len(LABELS), LENGTH, generator=generator)
    if name == "rectified":
        x = torch.relu(x)
    if name == "twice":
        x[1] = x[0]
        x[11] = x[10]
    return x.float()


def distance(config):
    if config["distance"] == "COSINE":
        return CosineSimilarity()
    return LpDistance(normalize_embeddings=config["normalize"])


def evaluate(config, embeddings, labels):
    d = distance(config)
    # The losses take margins of the cosine distance 1 - s; the reference takes margins of s.
    def margin(value):
        return 1 - value if config["distance"] == "COSINE" else value

    pairs, kind, mining = None, config["kind"], config["mining"]
    if kind == "CONTRASTIVE":
        loss = ContrastiveLoss(pos_margin=margin(config["positiveMargin"]), neg_margin=margin(config["margin"]), distance=d)
    elif kind == "TRIPLET":
        loss = TripletMarginLoss(margin=config["margin"], distance=d)
        if mining == "BATCH_HARD":
            pairs = BatchHardMiner(distance=d)(embeddings, labels)
        elif mining != "ALL":
            of = {"SEMI_HARD": "semihard", "HARD": "hard"}[mining]
            pairs = TripletMarginMiner(margin=config["margin"], type_of_triplets=of, distance=d)(embeddings, labels)
    else:
        loss = MultiSimilarityLoss(alpha=config["alpha"], beta=config["beta"], base=config["base"])
        if mining == "HARD":
            pairs = MultiSimilarityMiner(epsilon=config["margin"])(embeddings, labels)
    return loss(embeddings, labels, pairs)


def config(kind, distance="EUCLIDEAN", normalize=True, mining="ALL", positive=0.0, margin=1.0, alpha=2, beta=50, base=0.5):
    return {"kind": kind, "distance": distance, "normalize": normalize, "mining": mining, "positiveMargin": positive,
            "margin": margin, "alpha": alpha, "beta": beta, "base": base}


def configs(name):
    yield config("CONTRASTIVE")
    yield config("CONTRASTIVE", positive=0.4, margin=1.2)
    yield config("CONTRASTIVE", normalize=False, positive=0.5, margin=3.0)
    yield config("CONTRASTIVE", "COSINE", positive=0.1, margin=0.8)
    yield config("TRIPLET", margin=0.05)
    yield config("TRIPLET", mining="SEMI_HARD", margin=0.2)
    yield config("TRIPLET", mining="HARD", margin=0.2)
    yield config("TRIPLET", normalize=False, mining="SEMI_HARD", margin=1.0)
    yield config("TRIPLET", "COSINE", mining="SEMI_HARD", margin=0.1)
    yield config("TRIPLET", "COSINE", mining="HARD", margin=0.1)
    if name != "twice":  # With two equal images, the nearest one is not defined.
        yield config("TRIPLET", mining="BATCH_HARD", margin=0.2)
        yield config("TRIPLET", normalize=False, mining="BATCH_HARD", margin=0.5)
    yield config("MULTI_SIMILARITY", "COSINE", margin=0.1)
    yield config("MULTI_SIMILARITY", "COSINE", mining="HARD", margin=0.1)
    yield config("MULTI_SIMILARITY", "COSINE", mining="HARD", margin=0.02, alpha=3, beta=20, base=0.6)


def case(config, embeddings):
    x = embeddings.double().requires_grad_()
    value = evaluate(config, x, torch.tensor(LABELS))
    value.backward()
    return {"config": config, "loss": number(value.item()), "gradient": [number(v) for v in x.grad.flatten().tolist()]}


if __name__ == "__main__":
    batches = []
    for seed, name in enumerate(["plain", "rectified", "twice"], 1):
        embeddings = batch(name, seed)
        batches.append({"name": name, "embeddings": [number(v) for v in embeddings.flatten().tolist()],
                        "cases": [case(c, embeddings) for c in configs(name)]})
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"pytorchMetricLearning": pytorch_metric_learning.__version__, "torch": torch.__version__,
                   "labels": LABELS, "batches": batches}, out)
        out.write("\n")

"""Writes golden/optimizers.json: weights after some steps of torch.optim with given gradients.

Made with Python 3 and torch 2.13.0 (CPU), in float64. Run in this directory:
    python optimizer_golden.py ../resources/golden/optimizers.json
"""

import json
import sys

import torch

SHAPES = {"trunk.block1.conv1.weight": [2, 3, 3, 3], "trunk.block1.conv1.bias": [2], "head.hidden.weight": [2, 2],
          "head.hidden.bias": [2], "head.output.weight": [1, 2], "head.output.bias": [1]}
RATES = [0.01, 0.03, 0.002, 0.01, 0.02]


def plain(tensors):
    return {k: [float(f"{x:.9g}") for x in v.detach().flatten().tolist()] for k, v in tensors.items()}


def case(rule, momentum, decay):
    generator = torch.Generator().manual_seed(7)
    weights = {k: torch.randn(s, generator=generator).double() for k, s in SHAPES.items()}
    start = plain(weights)
    groups = [{"params": [v for k, v in weights.items() if k.endswith("weight")], "weight_decay": decay},
              {"params": [v for k, v in weights.items() if not k.endswith("weight")], "weight_decay": 0.0}]
    if rule == "SGD":
        optimizer = torch.optim.SGD(groups, lr=1, momentum=momentum, nesterov=True)
    else:
        of = {"ADAM": torch.optim.Adam, "ADAMW": torch.optim.AdamW}[rule]
        optimizer = of(groups, lr=1, betas=(momentum, 0.999), eps=1e-8)
    gradients = []
    for rate in RATES:
        for group in optimizer.param_groups:
            group["lr"] = rate
        for v in weights.values():
            v.grad = torch.randn(v.shape, generator=generator).double()
        gradients.append(plain({k: v.grad for k, v in weights.items()}))
        optimizer.step()
    return {"rule": rule, "momentum": momentum, "decay": decay, "end": plain(weights)}, start, gradients


if __name__ == "__main__":
    cases = []
    for setting in [("ADAM", 0.9, 0.0), ("ADAM", 0.8, 0.1), ("ADAMW", 0.9, 0.0), ("ADAMW", 0.8, 0.1), ("SGD", 0.9, 0.0),
                    ("SGD", 0.8, 0.1)]:
        result, start, gradients = case(*setting)
        cases.append(result)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"torch": torch.__version__, "rates": RATES, "start": start, "gradients": gradients, "cases": cases}, out)
        out.write("\n")

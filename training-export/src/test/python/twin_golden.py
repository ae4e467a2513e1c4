"""Writes golden/twin.json: a small twin network trained for three steps by PyTorch.

Made with Python 3 and torch 2.13.0 (CPU). Run in this directory:
    python twin_golden.py ../resources/golden/twin.json
"""

import json
import sys

import torch
import torch.nn.functional as F

BLOCKS = [(4, 1), (6, 2)]
SIDE, HIDDEN, LABELS = 8, 5, [0, 0, 1, 1, 2, 2]


def draw(batch_norm, generator):
    p, fan_in = {}, 3
    for b, (out, count) in enumerate(BLOCKS, 1):
        for c in range(1, count + 1):
            p[f"trunk.block{b}.conv{c}.weight"] = torch.randn(out, fan_in, 3, 3, generator=generator) * 0.3
            if batch_norm:
                norm = f"trunk.block{b}.norm{c}"
                p[norm + ".gamma"] = 1 + 0.1 * torch.randn(out, generator=generator)
                p[norm + ".beta"] = 0.1 * torch.randn(out, generator=generator)
                p[norm + ".mean"] = torch.zeros(out)
                p[norm + ".variance"] = torch.ones(out)
            else:
                p[f"trunk.block{b}.conv{c}.bias"] = 0.1 * torch.randn(out, generator=generator)
            fan_in = out
    length = fan_in * (SIDE >> len(BLOCKS)) ** 2
    p["head.hidden.weight"] = torch.randn(HIDDEN, length, generator=generator) * 0.3
    p["head.hidden.bias"] = 0.1 * torch.randn(HIDDEN, generator=generator)
    p["head.output.weight"] = torch.randn(1, HIDDEN, generator=generator)
    p["head.output.bias"] = 0.1 * torch.randn(1, generator=generator)
    return p


def embed(p, pixels, batch_norm, training):
    x = (1 - pixels.float() / 255).permute(0, 3, 1, 2)
    for b, (_, count) in enumerate(BLOCKS, 1):
        for c in range(1, count + 1):
            conv, norm = f"trunk.block{b}.conv{c}", f"trunk.block{b}.norm{c}"
            x = F.conv2d(x, p[conv + ".weight"], p.get(conv + ".bias"), padding=1)
            if batch_norm:
                x = F.batch_norm(x, p[norm + ".mean"], p[norm + ".variance"], p[norm + ".gamma"],
                                 p[norm + ".beta"], training, 0.1, 1e-5)
            x = F.relu(x)
        x = F.max_pool2d(x, 2)
    return x.flatten(1)


def head(p, differences):
    hidden = F.relu(F.linear(differences, p["head.hidden.weight"], p["head.hidden.bias"]))
    return F.linear(hidden, p["head.output.weight"], p["head.output.bias"])[:, 0]


def loss_of(logits, balanced, anchor_softmax, smoothing):
    n = len(LABELS)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    same = torch.tensor([float(LABELS[i] == LABELS[j]) for i, j in pairs])
    target = same * (1 - smoothing) + smoothing / 2
    each = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    loss = 0.5 * each[same == 1].mean() + 0.5 * each[same == 0].mean() if balanced else each.mean()
    if anchor_softmax:
        terms, at = [], {pair: k for k, pair in enumerate(pairs)}
        for a in range(n):
            negatives = [logits[at[min(a, k), max(a, k)]] for k in range(n) if LABELS[k] != LABELS[a]]
            for k in range(n):
                if k != a and LABELS[k] == LABELS[a]:
                    z = logits[at[min(a, k), max(a, k)]]
                    terms.append(torch.logsumexp(torch.stack([z, *negatives]), 0) - z)
        loss = loss + anchor_softmax * torch.stack(terms).mean()
    return loss


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def plain(tensors):
    return {k: {"shape": list(v.shape), "values": numbers(v)} for k, v in tensors.items()}


def case(batch_norm, rule, seed):
    generator = torch.Generator().manual_seed(seed)
    p = draw(batch_norm, generator)
    pixels = torch.randint(0, 256, (len(LABELS), SIDE, SIDE, 3), generator=generator, dtype=torch.uint8)
    result = {"batchNorm": batch_norm, "rule": rule, "labels": LABELS, "pixels": pixels.flatten().tolist(),
              "start": plain({k: v.clone() for k, v in p.items()})}
    trained = {k: v.requires_grad_() for k, v in p.items() if not k.endswith((".mean", ".variance"))}
    groups = [{"params": [v for k, v in trained.items() if k.endswith("weight")], "weight_decay": 0.01},
              {"params": [v for k, v in trained.items() if not k.endswith("weight")], "weight_decay": 0.0}]
    optimizer = (torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.999), eps=1e-8) if rule == "ADAMW"
                 else torch.optim.SGD(groups, lr=0.01, momentum=0.9, nesterov=True))
    result["losses"], result["norms"] = [], []
    for step in range(3):
        optimizer.zero_grad()
        e = embed(p, pixels, batch_norm, True)
        n = len(LABELS)
        differences = torch.stack([(e[i] - e[j]).abs() for i in range(n) for j in range(i + 1, n)])
        logits = head(p, differences)
        loss = loss_of(logits, True, 0.5, 0.1)
        loss.backward()
        if step == 0:
            result["embeddings"] = numbers(e)
            result["logits"] = numbers(logits)
            result["gradients"] = plain({k: v.grad for k, v in trained.items()})
            result["plainLoss"] = loss_of(logits, False, 0, 0).item()
            result["balancedLoss"] = loss_of(logits, True, 0, 0).item()
        result["losses"].append(loss.item())
        result["norms"].append(torch.nn.utils.clip_grad_norm_(list(trained.values()), 0.5).item())
        optimizer.step()
    result["end"] = plain(p)
    result["inference"] = numbers(embed(p, pixels, batch_norm, False))
    return result


if __name__ == "__main__":
    cases = [case(False, "ADAMW", 1), case(True, "ADAMW", 2), case(True, "SGD", 3)]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"torch": torch.__version__, "side": SIDE, "hidden": HIDDEN, "cases": cases}, out)
        out.write("\n")

"""Trains the VGG16 twin with eager PyTorch on random images and prints the images per second of each step.

    python peer_pytorch.py [--steps 8] [--layout contiguous|channels_last] [--bfloat16]

The batch is 16 labelled pairs (32 images). Both sides go through the trunk as one batch, which is faster.
"""

import argparse
import time

import torch
from torch import nn

BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
PAIRS = 16


def trunk() -> nn.Sequential:
    layers, channels = [], 3
    for width, convolutions in BLOCKS:
        for _ in range(convolutions):
            layers += [
                nn.Conv2d(channels, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(inplace=True),
            ]
            channels = width
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten())


class Twin(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = trunk()
        self.head = nn.Sequential(nn.Linear(4608, 512), nn.ReLU(), nn.Linear(512, 1))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        left, right = self.trunk(pictures).float().chunk(2)
        return self.head((left - right).abs()).squeeze(1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layout", choices=["contiguous", "channels_last"], default="contiguous")
    parser.add_argument("--bfloat16", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    layout = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    twin = Twin().to(memory_format=layout).train()
    optimizer = torch.optim.AdamW(twin.parameters(), lr=1e-3, weight_decay=1e-4)
    loss_of = nn.BCEWithLogitsLoss()
    pixels = torch.randint(0, 256, (2 * PAIRS, 3, 105, 105), dtype=torch.uint8)
    labels = torch.randint(0, 2, (PAIRS,)).float()
    for _ in range(options.steps):
        start = time.perf_counter()
        pictures = (pixels.float() / 255).contiguous(memory_format=layout)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
            loss = loss_of(twin(pictures).float(), labels)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(twin.parameters(), 5)
        optimizer.step()
        loss.item()
        print(2 * PAIRS / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()

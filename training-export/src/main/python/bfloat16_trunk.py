"""Writes bfloat16-trunk.pt, the trunk in mixed precision as a TorchScript function without weights.

    python bfloat16_trunk.py ../resources/io/github/siamese4j/training/internal/network/bfloat16-trunk.pt

Made with torch 2.13.0. libtorch 2.7.1, the engine of DJL 0.35.1, reads the format.
DJL cannot convert to bfloat16, so the function holds the whole trunk. Its inputs and outputs are float32.
"""

import sys
from typing import List

import torch
from torch import Tensor
from torch.nn import functional as F


class Bfloat16Trunk(torch.nn.Module):
    def forward(self, x: Tensor, convolutions: Tensor, parameters: List[Tensor]) -> Tensor:
        """x: float32 [N, 3, H, W]; convolutions: int64 [blocks], the number of convolutions of each block; parameters:
        float32, for each convolution weight [out, in, 3, 3] and bias, or weight, gamma, beta, running mean and running
        variance. Running statistics are updated in place (0.1 of the new value). Returns float32 [N, C * H' * W'].

        Convolutions and activations are bfloat16, channels last. Batch normalization reduces and normalizes in float32,
        since it supports mixed types. The conversions have gradients, so gradients of the parameters are float32.
        """
        per_convolution = len(parameters) // int(convolutions.sum())
        x = x.to(torch.bfloat16, memory_format=torch.channels_last)
        at = 0
        for b in range(convolutions.size(0)):
            for _ in range(int(convolutions[b])):
                weight = parameters[at].to(torch.bfloat16, memory_format=torch.channels_last)
                if per_convolution == 2:
                    x = F.conv2d(x, weight, parameters[at + 1].to(torch.bfloat16), padding=[1, 1])
                else:
                    x = F.conv2d(x, weight, None, padding=[1, 1])
                    x = F.batch_norm(
                        x,
                        parameters[at + 3],
                        parameters[at + 4],
                        parameters[at + 1],
                        parameters[at + 2],
                        True,
                        0.1,
                        1e-5,
                    )
                x = x.relu_()
                at += per_convolution
            x = F.max_pool2d(x, [2, 2])
        return x.to(torch.float32).flatten(1)


if __name__ == "__main__":
    torch.jit.save(torch.jit.script(Bfloat16Trunk()), sys.argv[1])

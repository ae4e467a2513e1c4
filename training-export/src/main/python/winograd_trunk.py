"""Writes winograd-trunk-forward.pt and winograd-trunk-backward.pt: the trunk in float32 with Winograd convolutions, and its
gradient, as TorchScript functions. Their only tensors are the constants of the transforms.

    python winograd_trunk.py ../resources/io/github/siamese4j/training/internal/network

Made with torch 2.13.0. libtorch 2.7.1, the engine of DJL 0.35.1, reads the format.

F(4x4, 3x3) of Lavin and Gray 2015 (arXiv:1509.09308): a tile of 4x4 outputs needs 36 multiplications per pair of channels
instead of 144, in the forward pass and in both gradients. Transforms are products with constant matrices, the sums over
channels are matrix products. The gradient is written explicitly, because TorchScript has no custom gradients and the automatic
gradient of overlapping tiles is slow.
"""

import pathlib
import sys
from typing import List

import torch
from torch import Tensor
from torch.nn import functional as F

INPUT = torch.tensor(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    dtype=torch.float64,
)
KERNEL = torch.tensor([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]], dtype=torch.float64) / 24
OUTPUT = torch.tensor(
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]], dtype=torch.float64
)


def twice(matrix: Tensor) -> Tensor:
    """Returns the matrix that transforms rows and columns together."""
    return torch.kron(matrix, matrix).float().contiguous()


def tiles_at_once(channels: int) -> int:
    """Returns the number of tiles to transform together. For narrow layers, they fit the second-level cache. For wide
    layers, there are enough of them that the kernels, which do not fit, are rarely read."""
    if channels > 128:
        return 256
    return max(64, 7200 // channels)


def rows_at_once(height: int, width: int, channels: int) -> int:
    """Returns the number of rows of tiles: all of them if an image fits."""
    fits = tiles_at_once(channels)
    return height if height * width <= fits else max(1, fits // width)


def pictures_at_once(height: int, width: int, channels: int) -> int:
    return max(1, tiles_at_once(channels) // (height * width))


def is_wide(weight: Tensor) -> bool:
    """Returns whether the saved products cost more than the transforms."""
    return min(weight.size(0), weight.size(1)) >= 32


def input_tiles(x: Tensor, row: int, rows: int, width: int, to_tiles: Tensor) -> Tensor:
    """x [n, H, W, C], rows of tiles from a row on with width tiles each -> [36, n * rows * width, C]"""
    top = 4 * row - 1
    bottom = 4 * (row + rows) + 1
    low = max(top, 0)
    high = min(bottom, x.size(1))
    x = F.pad(x[:, low:high], [0, 0, 1, 4 * width + 1 - x.size(2), low - top, bottom - high])
    tiles = x.unfold(1, 6, 4).unfold(2, 6, 4).permute(4, 5, 0, 1, 2, 3).contiguous()
    return torch.mm(to_tiles, tiles.view(36, -1)).view(36, -1, x.size(3))


def kernels_of(weight: Tensor, to_kernel: Tensor) -> Tensor:
    """[K, C, 3, 3] -> [36, K, C]"""
    return torch.mm(to_kernel, weight.view(-1, 9).t()).view(36, weight.size(0), weight.size(1))


def convolved(x: Tensor, kernels: Tensor, to_tiles: Tensor, from_tiles: Tensor) -> Tensor:
    """x [N, H, W, C], kernels [36, K, C] -> [N, H, W, K]"""
    count, h, w, c = x.size(0), x.size(1), x.size(2), x.size(3)
    k = kernels.size(1)
    kernels = kernels.transpose(1, 2)
    height, width = (h + 3) // 4, (w + 3) // 4
    y = torch.empty([count, h, w, k], dtype=x.dtype, device=x.device)
    step, some = pictures_at_once(height, width, max(c, k)), rows_at_once(height, width, max(c, k))
    for i in range(0, count, step):
        n = min(step, count - i)
        for row in range(0, height, some):
            rows = min(some, height - row)
            tiles = torch.bmm(input_tiles(x[i : i + n], row, rows, width, to_tiles), kernels)
            out = torch.mm(from_tiles, tiles.view(36, -1)).view(4, 4, n, rows, width, k).permute(2, 3, 0, 4, 1, 5)
            high = min(h, 4 * (row + rows))
            y[i : i + n, 4 * row : high].copy_(
                out.reshape(n, 4 * rows, 4 * width, k)[:, : high - 4 * row, :w]
            )
    return y


def spread(tiles: Tensor) -> Tensor:
    """Sums overlapping tiles: [6, 6, n, rows, width, C] -> [n, 4 * rows + 4, 4 * width + 4, C]"""
    n, rows, width, c = tiles.size(2), tiles.size(3), tiles.size(4), tiles.size(5)
    tiles = tiles.permute(2, 3, 0, 4, 1, 5)
    out = torch.zeros([n, rows + 1, 4, width + 1, 4, c], dtype=tiles.dtype, device=tiles.device)
    out[:, :rows, :, :width].copy_(tiles[:, :, :4, :, :4])
    out[:, 1:, :2, :width].add_(tiles[:, :, 4:, :, :4])
    out[:, :rows, :, 1:, :2].add_(tiles[:, :, :4, :, 4:])
    out[:, 1:, :2, 1:, :2].add_(tiles[:, :, 4:, :, 4:])
    return out.view(n, 4 * rows + 4, 4 * width + 4, c)


def gradients(
    dy: Tensor, x: Tensor, kernels: Tensor, to_tiles: Tensor, to_kernel: Tensor, from_tiles: Tensor
) -> List[Tensor]:
    """dy [N, H, W, K] -> gradients of x and of the weight of the kernels"""
    count, h, w, c = x.size(0), x.size(1), x.size(2), x.size(3)
    k = kernels.size(1)
    of_kernels = torch.empty_like(kernels)
    height, width = (h + 3) // 4, (w + 3) // 4
    dx = torch.empty_like(x)
    back_to_input, back_to_output = to_tiles.t().contiguous(), from_tiles.t().contiguous()
    step, some = pictures_at_once(height, width, max(c, k)), rows_at_once(height, width, max(c, k))
    for i in range(0, count, step):
        n = min(step, count - i)
        for row in range(0, height, some):
            rows = min(some, height - row)
            high = min(h, 4 * (row + rows))
            d = dy[i : i + n, 4 * row : high]
            d = F.pad(d, [0, 0, 0, 4 * width - w, 0, 4 * (row + rows) - high])
            d = d.view(n, rows, 4, width, 4, k).permute(2, 4, 0, 1, 3, 5).contiguous()
            tiles = torch.mm(back_to_output, d.view(16, -1)).view(36, -1, k)
            read = input_tiles(x[i : i + n], row, rows, width, to_tiles)
            # With beta = 0, the uninitialized target is not read.
            of_kernels.baddbmm_(tiles.transpose(1, 2), read, beta=0 if i == 0 and row == 0 else 1)
            back = torch.mm(back_to_input, torch.bmm(tiles, kernels).view(36, -1))
            part = spread(back.view(6, 6, n, rows, width, c))
            # Two rows overlap the tiles above. Tiles include one row and one column outside the image.
            top, bottom = 4 * row - 1, min(h, 4 * (row + rows) + 1)
            if row > 0:
                dx[i : i + n, top : top + 2].add_(part[:, :2, 1 : w + 1])
                dx[i : i + n, top + 2 : bottom].copy_(part[:, 2 : bottom - top, 1 : w + 1])
            else:
                dx[i : i + n, :bottom].copy_(part[:, 1 : bottom + 1, 1 : w + 1])
    return [dx, torch.mm(to_kernel.t(), of_kernels.view(36, -1)).t().contiguous().view(k, c, 3, 3)]


class Transforms(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("to_tiles", twice(INPUT))
        self.register_buffer("to_kernel", twice(KERNEL))
        self.register_buffer("from_tiles", twice(OUTPUT))


class Forward(Transforms):
    def forward(self, x: Tensor, convolutions: Tensor, parameters: List[Tensor]) -> List[Tensor]:
        """x: float32 [N, 3, H, W]; convolutions: int64 [blocks], the number of convolutions of each block; parameters:
        float32, for each convolution weight [out, in, 3, 3] and bias, or weight, gamma, beta, running mean and running
        variance. Running statistics are updated in place (0.1 of the new value).

        Returns float32 [N, C * H' * W'] and the inputs of the gradient: x; for each convolution its output, the
        activation, the transformed kernels and two statistics (empty if absent); for each block the pooled output and its
        indices.
        """
        with torch.no_grad():
            per_convolution = len(parameters) // int(convolutions.sum())
            x = x.contiguous(memory_format=torch.channels_last)
            kept = [x]
            at = 0
            for b in range(convolutions.size(0)):
                for _ in range(int(convolutions[b])):
                    weight = parameters[at]
                    kernels = weight[:0]
                    if is_wide(weight):
                        kernels = kernels_of(weight, self.to_kernel)
                        z = convolved(x.permute(0, 2, 3, 1), kernels, self.to_tiles, self.from_tiles)
                        z = z.permute(0, 3, 1, 2)
                    else:
                        z = F.conv2d(x, weight, None, padding=[1, 1])
                    if per_convolution == 2:
                        x = (z + parameters[at + 1].view(1, -1, 1, 1)).relu_()
                        kept += [z[:0], x, kernels, z[:0], z[:0]]
                    else:
                        x, mean, deviation = torch.native_batch_norm(
                            z,
                            parameters[at + 1],
                            parameters[at + 2],
                            parameters[at + 3],
                            parameters[at + 4],
                            True,
                            0.1,
                            1e-5,
                        )
                        x = x.relu_()
                        kept += [z, x, kernels, mean, deviation]
                    at += per_convolution
                x, places = torch.ops.aten.max_pool2d_with_indices(x, [2, 2], [2, 2], [0, 0], [1, 1], False)
                kept += [x, places]
            return [x.flatten(1)] + kept


class Backward(Transforms):
    def forward(
        self, gradient: Tensor, convolutions: Tensor, parameters: List[Tensor], kept: List[Tensor]
    ) -> List[Tensor]:
        """gradient: float32 [N, C * H' * W']; parameters and kept: those of the forward pass.

        Returns for each convolution the gradients of weight and bias, or of weight, gamma and beta.
        """
        with torch.no_grad():
            per_convolution = len(parameters) // int(convolutions.sum())
            at, saved = len(parameters), len(kept)
            d = gradient.view_as(kept[saved - 2]).contiguous(memory_format=torch.channels_last)
            found: List[Tensor] = []
            for back in range(convolutions.size(0)):
                b = convolutions.size(0) - 1 - back
                saved -= 2
                d = torch.ops.aten.max_pool2d_with_indices_backward(
                    d, kept[saved - 4], [2, 2], [2, 2], [0, 0], [1, 1], False, kept[saved + 1]
                )
                for c in range(int(convolutions[b])):
                    saved -= 5
                    at -= per_convolution
                    weight = parameters[at]
                    d = torch.ops.aten.threshold_backward(d, kept[saved + 1], 0)
                    if per_convolution == 2:
                        others = [d.sum([0, 2, 3])]
                    else:
                        d, gamma, beta = torch.ops.aten.native_batch_norm_backward(
                            d,
                            kept[saved],
                            parameters[at + 1],
                            parameters[at + 3],
                            parameters[at + 4],
                            kept[saved + 3],
                            kept[saved + 4],
                            True,
                            1e-5,
                            [True, True, True],
                        )
                        others = [gamma, beta]
                    # The input of this convolution: the previous activation, the previous pooled output, or the images.
                    first = c == int(convolutions[b]) - 1
                    x = kept[0] if at == 0 else kept[saved - 2] if first else kept[saved - 4]
                    if is_wide(weight):
                        d, of_weight = gradients(
                            d.permute(0, 2, 3, 1).contiguous(),
                            x.permute(0, 2, 3, 1),
                            kept[saved + 2],
                            self.to_tiles,
                            self.to_kernel,
                            self.from_tiles,
                        )
                        d = d.permute(0, 3, 1, 2)
                    else:
                        d, of_weight, _ = torch.ops.aten.convolution_backward(
                            d, x, weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [at > 0, True, False]
                        )
                    found = [of_weight] + others + found
            return found


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    torch.jit.save(torch.jit.script(Forward()), folder / "winograd-trunk-forward.pt")
    torch.jit.save(torch.jit.script(Backward()), folder / "winograd-trunk-backward.pt")

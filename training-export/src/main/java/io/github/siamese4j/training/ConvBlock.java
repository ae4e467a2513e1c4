package io.github.siamese4j.training;

/**
 * A block of the trunk: 3×3 convolutions with ReLU, then 2×2 max pooling.
 *
 * @param channels output channels of each convolution
 * @param convolutions how many of them
 */
public record ConvBlock(int channels, int convolutions) {}

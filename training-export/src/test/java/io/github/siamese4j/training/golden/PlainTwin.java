package io.github.siamese4j.training.golden;

import io.github.siamese4j.training.internal.export.ConvLayer;
import io.github.siamese4j.training.internal.export.DenseLayer;
import io.github.siamese4j.training.internal.export.ImageGraph;
import io.github.siamese4j.training.internal.export.InferenceNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A twin over images, computed by the definitions in double precision: the reference of exported graphs. Planes are
 * {@code [row, column, image]}, which keeps the innermost loop long for small planes.
 */
public final class PlainTwin implements InferenceNetwork<byte[]> {

    private final ImageGraph twin;

    public PlainTwin(ImageGraph twin) {
        this.twin = twin;
    }

    @Override
    public float[][] embed(byte[][] pictures) {
        int count = pictures.length;
        int height = twin.height();
        int width = twin.width() * count;
        double[][] planes = new double[3][height * width];
        for (int p = 0; p < count; p++) {
            for (int i = 0; i < pictures[p].length; i++) {
                planes[i % 3][i / 3 * count + p] =
                        (pictures[p][i] & 255) * (double) twin.scaling().factor()
                                + twin.scaling().offset();
            }
        }
        for (List<ConvLayer> block : twin.blocks()) {
            for (ConvLayer layer : block) {
                planes = convolve(layer, planes, height, width, count);
            }
            planes = pool(planes, height, width, count);
            height /= 2;
            width = width / count / 2 * count;
        }
        int plane = height * width / count;
        float[][] embeddings = new float[count][planes.length * plane];
        for (int p = 0; p < count; p++) {
            for (int i = 0; i < embeddings[p].length; i++) {
                embeddings[p][i] = (float) planes[i / plane][i % plane * count + p];
            }
        }
        return embeddings;
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        float[] scores = new float[left.length];
        for (int i = 0; i < left.length; i++) {
            double[] distance = new double[left[i].length];
            for (int d = 0; d < distance.length; d++) {
                distance[d] = Math.abs((double) left[i][d] - right[i][d]);
            }
            double[] hidden = multiply(twin.head().get(0), distance);
            Arrays.setAll(hidden, h -> Math.max(0, hidden[h]));
            scores[i] = (float) (1 / (1 + Math.exp(-multiply(twin.head().get(1), hidden)[0])));
        }
        return scores;
    }

    private static double[][] convolve(ConvLayer layer, double[][] input, int height, int width, int count) {
        return IntStream.range(0, layer.outputChannels())
                .parallel()
                .mapToObj(o -> {
                    double[] sum = new double[height * width];
                    Arrays.fill(sum, layer.bias()[o]);
                    for (int y = 0; y < height; y++) {
                        for (int c = 0; c < input.length; c++) {
                            for (int k = 0; k < 9; k++) {
                                int from = y + k / 3 - 1;
                                if (from >= 0 && from < height) {
                                    float weight = layer.weights()[(o * input.length + c) * 9 + k];
                                    addRow(sum, y * width, input[c], from * width, weight, (k % 3 - 1) * count, width);
                                }
                            }
                        }
                    }
                    Arrays.setAll(sum, i -> Math.max(0, sum[i]));
                    return sum;
                })
                .toArray(double[][]::new);
    }

    private static void addRow(double[] sum, int to, double[] plane, int from, double weight, int shift, int width) {
        for (int x = Math.max(0, -shift); x < Math.min(width, width - shift); x++) {
            sum[to + x] += weight * plane[from + shift + x];
        }
    }

    private static double[][] pool(double[][] input, int height, int width, int count) {
        int half = width / count / 2 * count;
        double[][] output = new double[input.length][height / 2 * half];
        for (int c = 0; c < input.length; c++) {
            for (int i = 0; i < output[c].length; i++) {
                int column = i % half / count * 2 * count + i % count;
                int from = i / half * 2 * width + column;
                output[c][i] = Math.max(
                        Math.max(input[c][from], input[c][from + count]),
                        Math.max(input[c][from + width], input[c][from + width + count]));
            }
        }
        return output;
    }

    private static double[] multiply(DenseLayer layer, double[] x) {
        double[] y = new double[layer.outputs()];
        for (int o = 0; o < y.length; o++) {
            double sum = layer.bias()[o];
            for (int i = 0; i < x.length; i++) {
                sum += layer.weights()[o * x.length + i] * x[i];
            }
            y[o] = sum;
        }
        return y;
    }
}

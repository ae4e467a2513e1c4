package io.github.siamese4j.training.golden;

import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.internal.export.ConvLayer;
import io.github.siamese4j.training.internal.export.DenseLayer;
import io.github.siamese4j.training.internal.export.ImageGraph;
import io.github.siamese4j.training.internal.network.BatchNormStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks and images from the integer formula that {@code generate_golden.py} documents. */
public final class FormulaTwin {

    private static final int HIDDEN_STREAM = 1000;
    private static final int OUTPUT_STREAM = 1010;
    private static final int NOISE_STREAM = 2000;
    private static final double BIAS = 0.05;
    private static final double EPSILON = 1e-3;

    private FormulaTwin() {}

    /** Returns a network of four blocks at 45×33, with inverted input and folded batch normalization. */
    public static ImageGraph light() {
        return twin(45, 33, InputScaling.INVERTED, new int[][] {{8}, {12, 12}, {16}, {20, 20}}, true, 24);
    }

    /** Returns VGG16 at 105×105 with a hidden layer of 512. */
    public static ImageGraph vgg16() {
        int[][] widths = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
        return twin(105, 105, InputScaling.UNIT, widths, false, 512);
    }

    /** Returns two images of noise, a gradient, two drawings, a white image. */
    public static byte[][] pictures(int height, int width) {
        byte[][] pictures = new byte[6][height * width * 3];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    pictures[0][i] = (byte) (hash(NOISE_STREAM, i) >>> 24);
                    pictures[1][i] = (byte) (hash(NOISE_STREAM + 1, i) >>> 24);
                    pictures[2][i] = (byte) (3 * y + 5 * x + 85 * c);
                    pictures[3][i] = (byte) (Math.abs(x - y) < 3 ? 0 : 255);
                    pictures[4][i] = (byte) (Math.abs(x - y - 8) < 3 ? 0 : 255);
                    pictures[5][i] = (byte) 255;
                    i++;
                }
            }
        }
        return pictures;
    }

    private static ImageGraph twin(
            int height, int width, InputScaling scaling, int[][] widths, boolean normalized, int hidden) {
        List<List<ConvLayer>> blocks = new ArrayList<>();
        int channels = 3;
        int stream = 0;
        for (int[] block : widths) {
            List<ConvLayer> layers = new ArrayList<>();
            for (int outputs : block) {
                float[] kernels = weights(stream, outputs, channels * 9);
                float[] bias = values(stream + 1, outputs, BIAS, 0);
                if (normalized) {
                    norm(stream, outputs).fold(kernels, bias);
                }
                layers.add(new ConvLayer(channels, outputs, kernels, bias));
                channels = outputs;
                stream += 10;
            }
            blocks.add(layers);
        }
        int embedding = channels * (height >> blocks.size()) * (width >> blocks.size());
        return new ImageGraph(
                height,
                width,
                scaling,
                blocks,
                Optional.empty(),
                List.of(dense(HIDDEN_STREAM, embedding, hidden), dense(OUTPUT_STREAM, hidden, 1)));
    }

    private static BatchNormStatistics norm(int stream, int channels) {
        return new BatchNormStatistics(
                values(stream + 2, channels, 0.5, 1),
                values(stream + 3, channels, 0.1, 0),
                values(stream + 4, channels, 0.2, 0),
                values(stream + 5, channels, 0.5, 1),
                EPSILON);
    }

    private static DenseLayer dense(int stream, int inputs, int outputs) {
        return new DenseLayer(inputs, outputs, weights(stream, outputs, inputs), values(stream + 1, outputs, BIAS, 0));
    }

    private static float[] weights(int stream, int outputs, int fanIn) {
        return values(stream, outputs * fanIn, Math.sqrt(6.0 / fanIn), 0);
    }

    private static float[] values(int stream, int count, double factor, double base) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double signed = (hash(stream, i) >>> 8) / 0x1p23 - 1;
            values[i] = (float) (base + signed * factor);
        }
        return values;
    }

    private static int hash(int stream, int index) {
        return finish(index * 0x9E3779B1 ^ finish(stream));
    }

    private static int finish(int x) {
        x = (x ^ (x >>> 16)) * 0x85EBCA6B;
        x = (x ^ (x >>> 13)) * 0xC2B2AE35;
        return x ^ (x >>> 16);
    }
}

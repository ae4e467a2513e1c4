package io.github.siamese4j.internal.graph;

import io.github.siamese4j.OnnxOptions;
import java.util.ArrayList;
import java.util.List;

/** The way from rows of float32, as a scorer takes them, to one input of a twin. */
sealed interface PairRows {

    /** Returns the number of values of a row. */
    long dimension();

    /** Returns the shape that the twin declares, with {@link ValueInfo#FREE} for a free batch size. */
    List<Long> shape();

    /** Returns whether values of a row are channel values 0..255 rather than any number. */
    boolean isImage();

    /**
     * Appends the nodes.
     *
     * @param rows float32 {@code [N, D]}; also starts the names of the values in between
     * @param target the result, a batch of the input's type
     */
    void append(GraphBuilder graph, String rows, String target);

    /** Rows that hold the pixels of an image in the order row, column, channel, as values 0..255. */
    record Images(ImageSignature signature, OnnxOptions options, int type) implements PairRows {

        @Override
        public long dimension() {
            return (long) signature.width() * signature.height() * ImageSignature.CHANNELS;
        }

        @Override
        public List<Long> shape() {
            List<Long> shape = new ArrayList<>();
            for (long side : signature.shape(signature.batch())) {
                shape.add(side);
            }
            return shape;
        }

        @Override
        public boolean isImage() {
            return true;
        }

        @Override
        public void append(GraphBuilder graph, String rows, String target) {
            String shape = graph.longs(
                    rows + "/image_shape", -1, signature.height(), signature.width(), ImageSignature.CHANNELS);
            String pixels = graph.node("Reshape", rows + "/pixels", List.of(rows, shape));
            ImagePreprocessing.append(graph, pixels, signature, options, type, target);
        }
    }

    /**
     * Rows that hold an embedding.
     *
     * @param shape the shape of the input, whose first side can be {@link ValueInfo#FREE}
     */
    record Embeddings(List<Long> shape, int type) implements PairRows {

        @Override
        public long dimension() {
            return shape.stream().reduce(1L, (a, b) -> b == ValueInfo.FREE ? a : a * b);
        }

        @Override
        public boolean isImage() {
            return false;
        }

        @Override
        public void append(GraphBuilder graph, String rows, String target) {
            long[] sides = shape.stream().mapToLong(Long::longValue).toArray();
            boolean batch = sides.length > 1 && (sides[0] == ValueInfo.FREE || sides[0] == 1);
            long[] item = new long[sides.length + (batch ? 0 : 1)];
            System.arraycopy(sides, 0, item, batch ? 0 : 1, sides.length);
            item[0] = -1;
            String shaped = graph.node("Reshape", rows + "/shaped", List.of(rows, graph.longs(rows + "/shape", item)));
            graph.node("Cast", target, List.of(shaped), GraphBuilder.integer("to", type));
        }
    }
}

package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.ModelProto;

/**
 * A twin cut in two.
 *
 * @param encoder the graph from one image to its embedding; the embedding is flattened to {@code [N, D]}
 * @param head the graph from both embeddings, in the shape they have in the twin, to the output of the twin
 * @param dimension the number of values of an embedding
 * @param place the name of the value in the twin at which it is cut
 */
public record TwinCut(ModelProto encoder, ModelProto head, long dimension, String place) {

    /** Finds the cut of a twin; fails with {@code NOT_SPLITTABLE} and the reason if there is none. */
    public static TwinCut find(ModelProto twin) {
        return new CutFinder(GraphView.of(twin)).find();
    }
}

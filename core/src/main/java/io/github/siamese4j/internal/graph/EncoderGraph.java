package io.github.siamese4j.internal.graph;

import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/** A foreign encoder as a graph of the model format, from {@code image} to {@code embedding}. */
public final class EncoderGraph {

    private static final String EMBEDDING = "embedding";

    private final AdaptedInput adapted;
    private final EmbeddingOutput output;
    private final ProtobufMessage graph;
    private final String id;

    EncoderGraph(AdaptedInput adapted, EmbeddingOutput output) {
        this.adapted = adapted;
        this.output = output;
        GraphBuilder builder = new GraphBuilder();
        String value = adapted.append(builder);
        output.append(builder, value, adapted.options().normalize(), EMBEDDING);
        this.graph = builder.graph(
                "encoder",
                List.of(ImagePreprocessing.pictures(AdaptedInput.IMAGE, adapted.input())),
                List.of(ValueInfo.batch(EMBEDDING, Onnx.FLOAT, output.dimension())));
        this.id = Checksum.sha256(graph.encode(adapted.graph().location()));
    }

    /** Returns the SHA-256 of the graph, which is the id of the encoder. */
    public String id() {
        return id;
    }

    /** Returns a new {@code ModelProto}, to which metadata can be added. */
    public ProtobufMessage model() {
        return adapted.graph().model(graph);
    }

    /** Returns the model in a new direct buffer. */
    public ByteBuffer bytes() {
        return model().encode(foreign().location());
    }

    /** Returns the foreign graph, whose names are those of the file except for a few that are taken. */
    public ForeignGraph foreign() {
        return adapted.graph();
    }

    /** Returns this encoder with a changed foreign graph, whose input and output keep their names and shapes. */
    public EncoderGraph with(UnaryOperator<ForeignGraph> change) {
        ForeignGraph changed = change.apply(adapted.graph());
        return new EncoderGraph(
                new AdaptedInput(
                        changed,
                        adapted.input(),
                        adapted.options(),
                        adapted.type(),
                        adapted.output(),
                        adapted.batches()),
                output);
    }

    /** Returns the input of the foreign graph. */
    public ImageSignature input() {
        return adapted.input();
    }

    /** Returns the output of the foreign graph that holds the embedding, by its name in the file. */
    public String output() {
        return output.output();
    }

    /** Returns the shape of that output for one image, without the batch. */
    public List<Long> outputShape() {
        return output.item();
    }

    /** Returns whether that output holds the channels before the positions. */
    public boolean channelsFirst() {
        return output.channelsFirst();
    }

    /** Returns the number of values of an embedding. */
    public int dimension() {
        return Math.toIntExact(output.dimension());
    }

    /** Returns whether whole batches run at once; otherwise the graph runs once for each image. */
    public boolean batches() {
        return adapted.batches();
    }
}

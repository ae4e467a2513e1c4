package io.github.siamese4j.internal.graph;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.List;

/** A foreign twin as graphs of the model format: an encoder that returns pixels, and a scorer that runs the twin. */
public final class TwinGraph {

    /** The operator set of the encoder. */
    private static final long OPSET = 13;

    private static final long IR_VERSION = 8;

    private final ImageSignature input;
    private final OnnxOptions options;
    private final ScorerGraph scorer;
    private final ProtobufMessage encoder;

    TwinGraph(ImageSignature input, OnnxOptions options, ScorerGraph scorer) {
        this.input = input;
        this.options = options;
        this.scorer = scorer;
        GraphBuilder builder = new GraphBuilder();
        String floats =
                builder.node("Cast", "pixels", List.of(AdaptedInput.IMAGE), GraphBuilder.integer("to", Onnx.FLOAT));
        builder.node("Reshape", "embedding", List.of(floats, builder.longs("shape", -1, scorer.dimension())));
        this.encoder = builder.graph(
                "encoder",
                List.of(ImagePreprocessing.pictures(AdaptedInput.IMAGE, input)),
                List.of(ValueInfo.batch("embedding", Onnx.FLOAT, scorer.dimension())));
    }

    /** Returns the input of the twin. */
    public ImageSignature input() {
        return input;
    }

    /** Returns the options that the twin was adapted with. */
    public OnnxOptions options() {
        return options;
    }

    /** Returns the scorer. */
    public ScorerGraph scorer() {
        return scorer;
    }

    /** Returns the SHA-256 of the encoder's graph, which is the id of the encoder. */
    public String id() {
        return Checksum.sha256(encoder.encode());
    }

    /** Returns a new {@code ModelProto} of the encoder, to which metadata can be added. */
    public ProtobufMessage encoder() {
        return new ProtobufMessage()
                .number(Onnx.MODEL_IR_VERSION, IR_VERSION)
                .text(Onnx.MODEL_PRODUCER, "siamese4j")
                .message(Onnx.MODEL_GRAPH, encoder)
                .message(
                        Onnx.MODEL_OPSET_IMPORT,
                        new ProtobufMessage().text(Onnx.OPSET_DOMAIN, "").number(Onnx.OPSET_VERSION, OPSET));
    }

    /** Returns the version of the encoder's operator set. */
    public long encoderOpset() {
        return OPSET;
    }
}

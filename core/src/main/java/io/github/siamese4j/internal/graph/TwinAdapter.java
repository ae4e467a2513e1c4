package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a foreign twin, a graph with two image inputs, into the graphs of this project's model format. The encoder
 * returns the pixels of an image, and the scorer runs the twin on two of them.
 */
public final class TwinAdapter {

    private static final int DEFAULT_THREADS = RuntimeOptions.defaults().threads();

    private TwinAdapter() {}

    /** Returns whether a graph has two inputs, which are both images. */
    public static boolean isTwin(ForeignGraph graph) {
        return graph.inputs().size() == 2 && graph.inputs().stream().allMatch(ValueInfo::isImage);
    }

    /** Equivalent to {@code adapt(source, file, options, threads)} with the default number of threads. */
    public static TwinGraph adapt(ModelSource source, String file, OnnxOptions options) {
        return adapt(source, file, options, DEFAULT_THREADS);
    }

    /**
     * Adapts a twin.
     *
     * @param threads the number of threads for the runs on generated pictures
     * @throws ModelException if the model cannot be used, or the options do not say what the file leaves open
     */
    public static TwinGraph adapt(ModelSource source, String file, OnnxOptions options, int threads) {
        ForeignGraph graph = ForeignGraph.read(source, file);
        return ForeignGraph.guarded(graph.location(), () -> adapt(graph, options, threads));
    }

    private static TwinGraph adapt(ForeignGraph graph, OnnxOptions options, int threads) {
        ImageSignature input = images(graph, options);
        String output = output(graph, options.output());
        ForeignGraph reduced = graph.reducedTo(Set.of(output));
        requireBothInputs(graph, reduced, output);
        TwinOutput meaning = meaning(graph, output, options.twinOutput());
        ForeignGraph needed = reduced.rewritten(new Renaming());
        List<AdaptedPair> variants = new ArrayList<>();
        if (needed.hasHalf()) {
            int type = input.type() == Onnx.FLOAT16 ? Onnx.FLOAT : input.type();
            add(variants, HalfToFloat.convert(needed), graph, new PairRows.Images(input, options, type), output);
        }
        add(variants, needed, graph, new PairRows.Images(input, options, input.type()), output);
        return new TwinGraph(input, options, ScorerGraph.firstOf(variants, meaning, threads));
    }

    /**
     * Adapts the second part of a twin that was split, a graph from two embeddings to an output.
     *
     * @throws ModelException if the graph cannot be used
     */
    public static ScorerGraph adaptHead(ModelSource source, String file, TwinOutput meaning) {
        ForeignGraph graph = ForeignGraph.read(source, file);
        String output = graph.outputs().get(0).name();
        ForeignGraph needed = graph.rewritten(new Renaming());
        ValueInfo embedding = graph.inputs().get(0);
        List<Long> shape = embedding.shape().orElseThrow();
        List<AdaptedPair> variants = new ArrayList<>();
        if (needed.hasHalf()) {
            int type = embedding.type() == Onnx.FLOAT16 ? Onnx.FLOAT : embedding.type();
            add(variants, HalfToFloat.convert(needed), graph, new PairRows.Embeddings(shape, type), output);
        }
        add(variants, needed, graph, new PairRows.Embeddings(shape, embedding.type()), output);
        return ScorerGraph.firstOf(variants, meaning, DEFAULT_THREADS);
    }

    /** Returns a twin as a model of its own with one output; the size of its images is fixed. */
    public static ByteBuffer completed(ForeignGraph graph, ImageSignature input, String output) {
        ForeignGraph needed = graph.reducedTo(Set.of(output));
        ProtobufMessage declared = graph.outputs().stream()
                .filter(each -> each.name().equals(output) && each.type() != 0)
                .map(each -> ValueInfo.unshaped(output, each.type()))
                .findFirst()
                .orElseGet(() -> ValueInfo.untyped(output));
        List<ProtobufMessage> inputs = graph.inputs().stream()
                .map(each -> ValueInfo.shaped(each.name(), each.type(), input.shape(input.batch())))
                .toList();
        return needed.model(new GraphBuilder().addAll(needed).graph("twin", inputs, List.of(declared)))
                .encode(graph.location());
    }

    /** Returns the meaning of the output of a twin: what is said, or what the file shows. */
    public static TwinOutput meaning(ForeignGraph graph, String output, Optional<TwinOutput> said) {
        return said.or(() -> PairScore.meaning(graph, output)).orElseThrow(() -> PairScore.unknown(graph, output));
    }

    /** Returns the input of a twin. Both inputs must be equal except for their names. */
    public static ImageSignature images(ForeignGraph graph, OnnxOptions options) {
        if (graph.inputs().size() != 2) {
            throw mismatch(graph.location() + " has " + graph.inputs().size() + " inputs, a twin has two images"
                    + (graph.inputs().size() == 1 ? "; load it with Encoder.onnx" : ""));
        }
        List<ImageSignature> inputs = graph.inputs().stream()
                .map(input -> ImageSignature.of(graph.location(), input, options))
                .toList();
        ImageSignature first = inputs.get(0);
        ImageSignature second = inputs.get(1);
        boolean equal = first.type() == second.type()
                && first.layout() == second.layout()
                && first.width() == second.width()
                && first.height() == second.height();
        if (!equal) {
            throw mismatch(graph.location() + ": the inputs of a twin must be equal, found "
                    + graph.inputs().stream().map(ValueInfo::toString).collect(Collectors.joining("; ")));
        }
        return first;
    }

    private static void requireBothInputs(ForeignGraph graph, ForeignGraph reduced, String output) {
        for (ValueInfo input : graph.inputs()) {
            if (!reduced.uses(input.name())) {
                throw mismatch(graph.location() + ": its output '" + output + "' does not depend on the input '"
                        + input.name() + "'; choose an output that compares both images, or export the twin again");
            }
        }
    }

    /** Returns the wanted output, or the only one. */
    public static String output(ForeignGraph graph, Optional<String> wanted) {
        return graph.output(wanted, "score");
    }

    private static void add(
            List<AdaptedPair> variants, ForeignGraph needed, ForeignGraph file, PairRows rows, String output) {
        for (boolean batches : new boolean[] {true, false}) {
            variants.add(new AdaptedPair(
                    needed,
                    rows,
                    file.inputs().get(0).name(),
                    file.inputs().get(1).name(),
                    output,
                    batches));
        }
    }

    private static ModelException mismatch(String message) {
        return new ModelException(ErrorCode.MODEL_MISMATCH, message);
    }
}

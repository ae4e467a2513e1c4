package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns a foreign graph into the graph of {@code encoder.onnx}: preprocessing, the foreign nodes, and the way to one
 * vector. Variants are tried on generated pictures until one gives each picture of a batch the values that it gets
 * alone.
 */
public final class EncoderAdapter {

    private final ForeignGraph foreign;
    private final ImageSignature input;
    private final OnnxOptions options;
    private final String output;

    private EncoderAdapter(ForeignGraph foreign, ImageSignature input, OnnxOptions options, String output) {
        this.foreign = foreign;
        this.input = input;
        this.options = options;
        this.output = output;
    }

    /** Equivalent to {@code adapt(source, file, options, threads)} with the default number of threads. */
    public static EncoderGraph adapt(ModelSource source, String file, OnnxOptions options) {
        return adapt(source, file, options, RuntimeOptions.defaults().threads());
    }

    /**
     * Adapts a model.
     *
     * @param file the name of the ONNX file in the source; files that it refers to are read from there, too
     * @param threads the number of threads for the runs on generated pictures
     * @throws ModelException if the model cannot be used, or the options do not say what the file leaves open
     */
    public static EncoderGraph adapt(ModelSource source, String file, OnnxOptions options, int threads) {
        ForeignGraph graph = ForeignGraph.read(source, file);
        return ForeignGraph.guarded(graph.location(), () -> adapt(graph, options, threads));
    }

    private static EncoderGraph adapt(ForeignGraph graph, OnnxOptions options, int threads) {
        ImageSignature input = ImageSignature.of(graph.location(), graph.imageInput(), options);
        String output = graph.output(options.output(), "embedding");
        ForeignGraph needed = graph.reducedTo(Set.of(output)).rewritten(new Renaming());
        return new EncoderAdapter(needed, input, options, output).adapt(threads);
    }

    private EncoderGraph adapt(int threads) {
        List<ModelException> refusals = new ArrayList<>();
        for (AdaptedInput variant : variants()) {
            try {
                List<Long> item = BatchProbe.item(variant, threads);
                return new EncoderGraph(
                        variant, EmbeddingOutput.of(foreign.location(), output, item, input.layout(), options));
            } catch (ModelException e) {
                if (e.code() != ErrorCode.MODEL_INVALID) {
                    throw e;
                }
                refusals.add(e);
            }
        }
        ModelException first = refusals.get(0);
        refusals.stream().skip(1).forEach(first::addSuppressed);
        if (input.batch() > 1) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    foreign.location() + " takes batches of exactly " + input.batch()
                            + " images; export it with a batch of 1, or with a dynamic batch",
                    first);
        }
        throw first;
    }

    /** Returns the fastest variant first. */
    private List<AdaptedInput> variants() {
        List<AdaptedInput> variants = new ArrayList<>();
        if (foreign.hasHalf()) {
            int type = input.type() == Onnx.FLOAT16 ? Onnx.FLOAT : input.type();
            addVariants(HalfToFloat.convert(foreign), type, variants);
        }
        addVariants(foreign, input.type(), variants);
        return variants;
    }

    private void addVariants(ForeignGraph graph, int type, List<AdaptedInput> variants) {
        for (boolean batches : new boolean[] {true, false}) {
            variants.add(new AdaptedInput(graph, input, options, type, Renaming.of(output), batches));
        }
    }
}

package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network as ONNX graphs that were checked against the training engine, ready to be written. Immutable and safe for
 * use by many threads. It holds the weights in memory, no native memory.
 */
public final class TwinExport {

    private final NetworkGraph<?> graph;
    private final WeightStorage storage;
    private final GraphProto encoder;
    private final Optional<GraphProto> scorer;
    private final Report report;

    private TwinExport(
            NetworkGraph<?> graph,
            WeightStorage storage,
            GraphProto encoder,
            Optional<GraphProto> scorer,
            Report report) {
        this.graph = graph;
        this.storage = storage;
        this.encoder = encoder;
        this.scorer = scorer;
        this.report = report;
    }

    /**
     * Exports a trained network over images. The samples are images of the kind the model is meant for, as
     * {@link NetworkGraph} describes them: at least two unless the storage is exact; a hundred make 4,950 pairs. Fails
     * as {@link #check} does.
     */
    public static TwinExport ofImages(TwinWeights weights, WeightStorage storage, byte[]... images) {
        requireFinite(weights);
        try (TwinInference engine = TwinInference.of(weights)) {
            return check(ImageGraph.of(weights), new Engine<>(engine, engine::embedImages), storage, images);
        }
    }

    /**
     * Exports a trained network over feature vectors, which are not standardized: at least two unless the storage is
     * exact. Fails as {@link #check} does.
     */
    public static TwinExport ofVectors(TwinWeights weights, WeightStorage storage, float[]... vectors) {
        requireFinite(weights);
        try (TwinInference engine = TwinInference.of(weights)) {
            return check(FeatureGraph.of(weights), new Engine<>(engine, engine::embed), storage, vectors);
        }
    }

    /**
     * Exports a network over the embeddings of a finished model, joined with its encoder. The samples are images of the
     * size the model reads. Fails as {@link #check} does.
     */
    public static TwinExport ofFrozen(
            FrozenModel frozen, TwinWeights weights, WeightStorage storage, byte[]... images) {
        requireFinite(weights);
        FrozenGraph alone = new FrozenGraph(frozen, Optional.empty());
        try (TwinInference engine = TwinInference.of(weights);
                ExportedNetwork<byte[]> encoder = ExportedNetwork.open(alone, frozen.encoder(), Optional.empty())) {
            FrozenGraph joined = new FrozenGraph(frozen, Optional.of(FeatureGraph.of(weights)));
            return check(joined, new Engine<>(engine, inputs -> engine.embed(encoder.embed(inputs))), storage, images);
        }
    }

    /** Returns a finished model as it is, to be written under another name. */
    public static TwinExport ofFrozen(FrozenModel frozen) {
        FrozenGraph graph = new FrozenGraph(frozen, Optional.empty());
        return new TwinExport(
                graph, WeightStorage.FLOAT32, frozen.encoder(), frozen.scorer(), new Report(0, 0, 0, 0, 0));
    }

    /**
     * Creates the graphs and runs them in ONNX Runtime on the CPU. Graphs with float32 weights are compared with the
     * trained network of the same weights, on generated inputs. Then, unless the storage is exact, graphs with the
     * weights as they will be stored are compared with the float32 graphs, on all pairs of the given samples.
     *
     * @throws TrainingException {@code PARITY_FAILED} if an embedding differs by more than 1e-4 of the largest value or
     *     a score by more than 1e-4; {@code WEIGHTS_OUT_OF_RANGE}; {@code RUNTIME_FAILED}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <S> TwinExport check(
            NetworkGraph<S> graph, InferenceNetwork<S> trained, WeightStorage storage, S... samples) {
        graph.requireInputs(samples);
        boolean exact = storage == WeightStorage.FLOAT32;
        if (!exact && samples.length < 2) {
            throw new IllegalArgumentException(
                    "samples must be at least 2 to measure the cost of storage " + storage + ": " + samples.length);
        }
        GraphProto encoder = graph.encoder(WeightStorage.FLOAT32);
        Optional<GraphProto> scorer = graph.scorer(WeightStorage.FLOAT32);
        try (ExportedNetwork<S> network = ExportedNetwork.open(graph, encoder, scorer)) {
            Report report = ParityCheck.check(graph, trained, network);
            if (exact) {
                return new TwinExport(graph, storage, encoder, scorer, report);
            }
            GraphProto compactEncoder = graph.encoder(storage);
            Optional<GraphProto> compactScorer = graph.scorer(storage);
            try (ExportedNetwork<S> compact = ExportedNetwork.open(graph, compactEncoder, compactScorer)) {
                Report full = ParityCheck.measureStorage(report, samples, network, compact);
                return new TwinExport(graph, storage, compactEncoder, compactScorer, full);
            }
        }
    }

    private static void requireFinite(TwinWeights weights) {
        weights.tensors()
                .forEach((name, tensor) -> WeightChecks.requireValues(name, tensor.values(), tensor.values().length));
    }

    /** Returns the differences that the check found. */
    public Report report() {
        return report;
    }

    /** Returns the storage of the weights of the encoder, as metadata and model card name it. */
    public String storage() {
        return graph.encoderStorage(storage);
    }

    /**
     * Writes the model directory, which is absent, empty, or holds nothing but a model. That model is replaced once the
     * new one is complete on disk; a failure leaves it unchanged. The files carry the report. The same export and
     * description give the same bytes.
     *
     * @throws IllegalArgumentException if the description's preprocessing does not fit the network's input
     * @throws TrainingException {@code TARGET_OCCUPIED} or {@code IO_FAILED}
     */
    public void writeTo(Path directory, ModelDescription description) {
        ModelDirectoryWriter.write(directory, graph, encoder, scorer, storage, description, report);
    }

    /** The network in the training engine. */
    private record Engine<S>(TwinInference engine, Function<S[], float[][]> encoder) implements InferenceNetwork<S> {
        @Override
        public float[][] embed(S[] inputs) {
            return encoder.apply(inputs);
        }

        @Override
        public float[] score(float[][] left, float[][] right) {
            return engine.scores(left, right);
        }
    }
}

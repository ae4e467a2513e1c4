package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.WeightStorage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network that was turned into ONNX and found to compute what the trained one computes, ready to be written.
 *
 * <pre>{@code
 * TwinExport export = TwinExport.check(graph, trained, storage, validationPictures);
 * export.writeTo(directory, new ModelDescription(name, preprocessing, threshold, training, card(export.report())));
 * }</pre>
 *
 * Immutable and safe for use by many threads. It holds the weights in memory, no native memory.
 */
public final class TwinExport {

    private final SampleKind<?> kind;
    private final WeightStorage storage;
    private final GraphProto encoder;
    private final Optional<GraphProto> scorer;
    private final Report report;

    private TwinExport(
            SampleKind<?> kind, WeightStorage storage, GraphProto encoder, Optional<GraphProto> scorer, Report report) {
        this.kind = kind;
        this.storage = storage;
        this.encoder = encoder;
        this.scorer = scorer;
        this.report = report;
    }

    /**
     * Makes the graphs and runs them in ONNX Runtime on the processor: first with float32 weights against the trained
     * network, on generated pictures; then, unless {@code storage} is exact, with the weights as they will be stored
     * against float32, on all pairs of {@code pictures}.
     *
     * @param twin the network
     * @param trained the engine that trained it, with the same weights
     * @param storage how weights are to be kept
     * @param pictures what the model is meant for, such as a sample of the validation set: each {@code height × width ×
     *     3} bytes of RGB samples in the order row, column, channel. At least two, unless {@code storage} is exact; a
     *     hundred make 4,950 pairs
     * @return the export, whose report says how large the differences are
     * @throws TrainingException {@code PARITY_FAILED} if an embedding differs from the trained network's by more than
     *     1e-4 of the largest value or a score by more than 1e-4; {@code WEIGHTS_OUT_OF_RANGE}; {@code RUNTIME_FAILED}
     */
    public static TwinExport check(
            TwinGraph twin, ReferenceNetwork trained, WeightStorage storage, byte[]... pictures) {
        return check(new PictureKind(twin), trained, storage, pictures);
    }

    /**
     * The same for a network over feature vectors. If a metric is its scorer, the report compares the scores that the
     * metric gives to the embeddings of both.
     *
     * @param graph the network
     * @param trained the engine that trained it, with the same weights
     * @param storage how weights are to be kept
     * @param vectors what the model is meant for, such as a sample of the validation rows, not standardized. At least
     *     two, unless {@code storage} is exact
     * @return the export, whose report says how large the differences are
     * @throws TrainingException as for pictures
     */
    public static TwinExport check(
            FeatureGraph graph, TrainedNetwork<float[]> trained, WeightStorage storage, float[]... vectors) {
        return check(new FeatureKind(graph), trained, storage, vectors);
    }

    private static <S> TwinExport check(
            SampleKind<S> kind, TrainedNetwork<S> trained, WeightStorage storage, S[] samples) {
        kind.requireFit(samples);
        boolean exact = storage == WeightStorage.FLOAT32;
        if (!exact && samples.length < 2) {
            throw new IllegalArgumentException(
                    "samples must be at least 2 to measure what storage costs: " + samples.length);
        }
        GraphProto encoder = kind.encoder(WeightStorage.FLOAT32);
        Optional<GraphProto> scorer = kind.scorer(WeightStorage.FLOAT32);
        try (TwinSession<S> session = TwinSession.open(kind, encoder, scorer)) {
            Report report = ParityCheck.check(kind, trained, session);
            if (exact) {
                return new TwinExport(kind, storage, encoder, scorer, report);
            }
            GraphProto compactEncoder = kind.encoder(storage);
            Optional<GraphProto> compactScorer = kind.scorer(storage);
            try (TwinSession<S> compact = TwinSession.open(kind, compactEncoder, compactScorer)) {
                Report full = ParityCheck.measure(report, samples, session, compact);
                return new TwinExport(kind, storage, compactEncoder, compactScorer, full);
            }
        }
    }

    /**
     * What the check found.
     *
     * @return the differences
     */
    public Report report() {
        return report;
    }

    /**
     * Writes the model directory; a model that is there already is replaced once the new one is complete on disk. The
     * files carry the report. The same export and description give the same bytes.
     *
     * @param directory where to; absent, empty, or holding nothing but a model
     * @param description what to say about the model
     * @throws IllegalArgumentException if the description's preprocessing has another size than the network's input, is
     *     missing for a network over pictures, or is given for one over features
     * @throws TrainingException {@code TARGET_OCCUPIED} or {@code IO_FAILED}; what was at {@code directory} is
     *     untouched
     */
    public void writeTo(Path directory, ModelDescription description) {
        ModelDirectoryWriter.write(directory, kind, encoder, scorer, storage, description, report);
    }
}

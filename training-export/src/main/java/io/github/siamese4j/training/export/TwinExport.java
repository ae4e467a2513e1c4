package io.github.siamese4j.training.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.nio.file.Path;

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

    private final TwinGraph twin;
    private final TwinStorage storage;
    private final GraphProto encoder;
    private final GraphProto scorer;
    private final ExportReport report;

    private TwinExport(
            TwinGraph twin, TwinStorage storage, GraphProto encoder, GraphProto scorer, ExportReport report) {
        this.twin = twin;
        this.storage = storage;
        this.encoder = encoder;
        this.scorer = scorer;
        this.report = report;
    }

    /**
     * Makes the graphs and runs them in ONNX Runtime on the processor: first with float32 weights against the trained network,
     * on generated pictures; then, unless {@code storage} is exact, with the weights as they will be stored against float32, on
     * all pairs of {@code pictures}.
     *
     * @param twin the network
     * @param trained the engine that trained it, with the same weights
     * @param storage how weights are to be kept
     * @param pictures what the model is meant for, such as a sample of the validation set: each {@code height × width × 3}
     *     bytes of RGB samples in the order row, column, channel. At least two, unless {@code storage} is exact; a hundred make
     *     4,950 pairs
     * @return the export, whose report says how large the differences are
     * @throws ExportException {@code PARITY_FAILED} if an embedding differs from the trained network's by more than 1e-4 of the
     *     largest value or a score by more than 1e-4; {@code WEIGHTS_OUT_OF_RANGE}; {@code RUNTIME_FAILED}
     */
    public static TwinExport check(TwinGraph twin, ReferenceNetwork trained, TwinStorage storage, byte[]... pictures) {
        for (byte[] picture : pictures) {
            if (picture.length != twin.pictureSize()) {
                throw new IllegalArgumentException(
                        "pictures must have " + twin.pictureSize() + " bytes each: " + picture.length);
            }
        }
        boolean exact = storage.equals(TwinStorage.EXACT);
        if (!exact && pictures.length < 2) {
            throw new IllegalArgumentException(
                    "pictures must be at least 2 to measure what storage costs: " + pictures.length);
        }
        GraphProto encoder = OnnxWriter.encoder(twin, WeightStorage.FLOAT32);
        GraphProto scorer = OnnxWriter.scorer(twin, WeightStorage.FLOAT32);
        try (TwinSession session = TwinSession.open(twin, encoder, scorer)) {
            ExportReport report = ParityCheck.check(twin, trained, session);
            if (exact) {
                return new TwinExport(twin, storage, encoder, scorer, report);
            }
            GraphProto compactEncoder = OnnxWriter.encoder(twin, storage.encoder());
            GraphProto compactScorer = OnnxWriter.scorer(twin, storage.scorer());
            try (TwinSession compact = TwinSession.open(twin, compactEncoder, compactScorer)) {
                ExportReport full = ParityCheck.measure(report, pictures, session, compact);
                return new TwinExport(twin, storage, compactEncoder, compactScorer, full);
            }
        }
    }

    /**
     * What the check found.
     *
     * @return the differences
     */
    public ExportReport report() {
        return report;
    }

    /**
     * Writes the model directory; a model that is there already is replaced once the new one is complete on disk. The files
     * carry the report. The same export and description give the same bytes.
     *
     * @param directory where to; absent, empty, or holding nothing but a model
     * @param description what to say about the model
     * @throws IllegalArgumentException if the description's preprocessing has another size than the network's input
     * @throws ExportException {@code TARGET_OCCUPIED} or {@code WRITE_FAILED}; what was at {@code directory} is untouched
     */
    public void writeTo(Path directory, ModelDescription description) {
        int width = description.preprocessing().width();
        int height = description.preprocessing().height();
        if (width != twin.width() || height != twin.height()) {
            throw new IllegalArgumentException("preprocessing must have the network's size, " + twin.width() + "×"
                    + twin.height() + " (width × height): " + width + "×" + height);
        }
        ModelDirectoryWriter.write(directory, encoder, scorer, storage, description, report);
    }
}

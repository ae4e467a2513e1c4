package io.github.siamese4j.training.internal.twin;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.TwinAdapter;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.importing.ForeignReference;
import java.util.Map;
import java.util.Set;

/**
 * A foreign twin as it is in its file, run by ONNX Runtime one pair at a time. Preprocessing and score are computed
 * here, in float64, and share no code with the adapted graph. Used by one thread; close it once.
 */
final class TwinReference implements AutoCloseable {

    /** Largest allowed difference of a score. */
    private static final double TOLERANCE = 1e-4;

    /** The same where the twin rounds: a last bit of the input can move a value by a whole step. */
    private static final double ROUNDED_TOLERANCE = 2e-2;

    private final OrtSession session;
    private final ForeignGraph graph;
    private final ImageSignature input;
    private final OnnxOptions options;
    private final TwinOutput meaning;
    private final String output;

    private TwinReference(OrtSession session, ForeignGraph graph, TwinGraph twin, OnnxOptions options, String output) {
        this.session = session;
        this.graph = graph;
        this.input = twin.input();
        this.options = options;
        this.meaning = twin.scorer().meaning();
        this.output = output;
    }

    /** Loads the file, including the files that it refers to. */
    static TwinReference open(ModelFiles.Place place, TwinGraph twin, OnnxOptions options) {
        ForeignGraph graph = ForeignGraph.read(place.source(), place.file());
        String output = TwinAdapter.output(graph, options.output());
        try (OrtSession.SessionOptions session = GraphRun.quiet()) {
            OrtSession opened = OnnxRuntime.environment()
                    .createSession(TwinAdapter.completed(graph, twin.input(), output), session);
            return new TwinReference(opened, graph, twin, options, output);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * Returns the largest difference of a score from a model, for each picture with each. Throws {@code PARITY_FAILED}
     * if it is too large.
     */
    double difference(ModelRun model, byte[]... pictures) {
        float[][] embeddings = new float[pictures.length][];
        double[][] scores = new double[pictures.length][pictures.length];
        for (int i = 0; i < pictures.length; i++) {
            embeddings[i] = model.embed(pictures[i]);
            for (int j = 0; j < pictures.length; j++) {
                scores[i][j] = score(value(pictures[i], pictures[j]));
            }
        }
        double largest = 0;
        for (int i = 0; i < pictures.length; i++) {
            for (int j = 0; j < pictures.length; j++) {
                double expected = (scores[i][j] + scores[j][i]) / 2;
                largest = Math.max(largest, Math.abs(expected - model.score(embeddings[i], embeddings[j])[0]));
            }
        }
        double allowed = graph.isRounded() ? ROUNDED_TOLERANCE : TOLERANCE;
        if (!(largest <= allowed)) {
            throw new TrainingException(
                    Code.PARITY_FAILED,
                    "the scores of the model differ from those of the file by " + largest + ", at most " + allowed
                            + " is allowed; nothing is written. Please report the model");
        }
        return largest;
    }

    private double score(double value) {
        return switch (meaning) {
            case SCORE -> Math.max(0, Math.min(1, value));
            case LOGIT -> 1 / (1 + Math.exp(-value));
            case DISTANCE -> 1 / (1 + Math.max(0, value));
            case DIFFERENCE -> Math.max(0, Math.min(1, 1 - value));
            case COSINE -> Math.max(0, Math.min(1, (1 + value) / 2));
        };
    }

    private double value(byte[] left, byte[] right) {
        try (OnnxTensor first = ForeignReference.tensor(input, options, left);
                OnnxTensor second = ForeignReference.tensor(input, options, right);
                OrtSession.Result result = session.run(
                        Map.of(
                                graph.inputs().get(0).name(),
                                first,
                                graph.inputs().get(1).name(),
                                second),
                        Set.of(output))) {
            return ForeignReference.values((OnnxTensor) result.get(0))[0];
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static TrainingException failed(OrtException cause) {
        return new TrainingException(
                Code.RUNTIME_FAILED,
                "ONNX Runtime cannot run the twin, nothing is written: " + cause.getMessage(),
                cause);
    }
}

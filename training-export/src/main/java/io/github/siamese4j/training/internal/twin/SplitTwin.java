package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.internal.graph.EncoderAdapter;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.ScorerGraph;
import io.github.siamese4j.internal.graph.TwinAdapter;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A foreign twin as an encoder and a scorer of the model format, compared with the whole twin.
 *
 * @param place the name of the value in the twin at which it was cut
 * @param metric the metric that gives the same scores as the scorer, if there is one
 * @param difference the largest difference of a score from the whole twin
 * @param pairs the number of compared pairs
 */
public record SplitTwin(
        EncoderGraph encoder, ScorerGraph scorer, String place, Optional<Metric> metric, double difference, int pairs) {

    /** Largest allowed difference of a score from the whole twin. */
    public static final double TOLERANCE = 1e-5;

    /** Largest difference at which a metric takes the place of the scorer. */
    private static final double METRIC_TOLERANCE = 1e-6;

    private static final String ENCODER = "encoder.onnx";
    private static final String HEAD = "head.onnx";

    /**
     * Splits a twin and compares it on generated images and on the given ones.
     *
     * @param whole the twin as it is
     * @param images images of the size of the input, RGB
     * @throws io.github.siamese4j.ModelException if the twin cannot be used, or the options do not say what the file
     *     leaves open
     * @throws TrainingException {@code NOT_SPLITTABLE}, {@code PARITY_FAILED} or {@code RUNTIME_FAILED}
     */
    public static SplitTwin of(
            ModelSource source, String file, OnnxOptions options, TwinGraph whole, byte[]... images) {
        ForeignGraph graph = ForeignGraph.read(source, file);
        ImageSignature input = whole.input();
        String output = TwinAdapter.output(graph, options.output());
        TwinCut cut = TwinCut.find(parse(graph, input, output));
        ModelSource parts = ModelSource.of(
                Map.of(ENCODER, cut.encoder().toByteArray(), HEAD, cut.head().toByteArray()));
        EncoderGraph encoder = EncoderAdapter.adapt(parts, ENCODER, inputOnly(options));
        ScorerGraph scorer = TwinAdapter.adaptHead(parts, HEAD, whole.scorer().meaning());
        SplitCheck check = SplitCheck.run(whole, encoder, scorer, images);
        double difference = check.difference();
        // Negated, so that NaN fails.
        if (!(difference <= TOLERANCE)) {
            throw new TrainingException(
                    Code.PARITY_FAILED,
                    "the scores of the split twin differ from the twin by " + difference + ", at most " + TOLERANCE
                            + " is allowed; 'siamese4j import-onnx' imports it unsplit");
        }
        return new SplitTwin(encoder, scorer, cut.place(), check.metric(METRIC_TOLERANCE), difference, check.pairs());
    }

    private static ModelProto parse(ForeignGraph graph, ImageSignature input, String output) {
        try {
            return ModelProto.parseFrom(TwinAdapter.completed(graph, input, output));
        } catch (InvalidProtocolBufferException e) {
            throw new TrainingException(Code.RUNTIME_FAILED, graph.location() + " cannot be read: " + e, e);
        }
    }

    /** Returns the options of the input without those of the output. */
    private static OnnxOptions inputOnly(OnnxOptions options) {
        OnnxOptions.Builder input = OnnxOptions.builder()
                .channels(options.channels())
                .fit(options.fit())
                .interpolation(options.interpolation())
                .padding(options.padding())
                .range(options.low(), options.high())
                .mean(array(options.mean()))
                .deviation(array(options.deviation()));
        options.layout().ifPresent(input::layout);
        return input.build();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}

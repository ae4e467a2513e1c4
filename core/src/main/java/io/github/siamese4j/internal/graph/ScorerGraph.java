package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph of the model format from {@code left} and {@code right} to {@code score}.
 *
 * @param dimension the number of values of {@code left} and of {@code right}
 * @param meaning the meaning of the foreign output
 * @param orderDifference the largest difference of a score between both orders of a pair that was found in the foreign
 *     graph; if it is not 0, both orders are computed and averaged
 * @param batches whether whole batches run at once; otherwise the foreign graph runs once for each pair
 * @param model a {@code ModelProto}, to which metadata can be added
 * @param opset the version of the standard operator set
 */
public record ScorerGraph(
        long dimension,
        TwinOutput meaning,
        double orderDifference,
        boolean batches,
        ProtobufMessage model,
        long opset) {

    /** Takes the first variant that scores the pairs of a batch like each pair alone. */
    static ScorerGraph firstOf(List<AdaptedPair> variants, TwinOutput meaning, int threads) {
        List<ModelException> refusals = new ArrayList<>();
        for (AdaptedPair variant : variants) {
            try {
                double difference = PairProbe.orderDifference(variant, meaning, threads);
                return new ScorerGraph(
                        variant.rows().dimension(),
                        meaning,
                        difference,
                        variant.batches(),
                        variant.graph().model(variant.scorer(meaning, difference != 0)),
                        variant.graph().opset());
            } catch (ModelException e) {
                if (e.code() != ErrorCode.MODEL_INVALID) {
                    throw e;
                }
                refusals.add(e);
            }
        }
        ModelException first = refusals.get(0);
        refusals.stream().skip(1).forEach(first::addSuppressed);
        PairRows rows = variants.get(0).rows();
        if (rows.isImage() && rows.shape().get(0) > 1) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    variants.get(0).graph().location() + " takes batches of exactly "
                            + rows.shape().get(0) + " pairs; export it with a batch of 1, or with a dynamic batch",
                    first);
        }
        throw first;
    }
}

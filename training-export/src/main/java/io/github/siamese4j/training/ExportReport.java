package io.github.siamese4j.training;

/**
 * How far an exported model is from the network it was made of. All figures are differences of absolute value, 0 = the
 * same; scores are in [0, 1].
 *
 * @param embeddingDifference largest difference of an embedding's value between the network that was trained and ONNX
 *     Runtime with float32 weights, on generated pictures
 * @param embeddingRelative the same as a fraction of the largest value of these embeddings
 * @param scoreDifference largest difference of a score, likewise
 * @param storageScoreMax largest difference of a score between float32 weights and the weights as they are stored, over
 *     all pairs of the caller's pictures; 0 if they are stored as float32
 * @param storageScoreMean mean of the same
 */
public record ExportReport(
        double embeddingDifference,
        double embeddingRelative,
        double scoreDifference,
        double storageScoreMax,
        double storageScoreMean) {}

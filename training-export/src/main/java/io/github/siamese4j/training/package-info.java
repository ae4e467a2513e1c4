/**
 * Trains twin networks with DJL and exports them to ONNX. Start with {@link io.github.siamese4j.training.Trainer},
 * which takes a {@link io.github.siamese4j.training.TrainingConfig} and returns the checkpoints of a run;
 * {@link io.github.siamese4j.training.ModelExport} turns a checkpoint into a model directory that
 * {@link io.github.siamese4j.SiameseComparator} loads, and {@link io.github.siamese4j.training.KerasImport} does the
 * same with the weights of a Keras twin.
 *
 * <p>Failures are {@link io.github.siamese4j.training.TrainingException}s with a stable code.
 */
@NullMarked
package io.github.siamese4j.training;

import org.jspecify.annotations.NullMarked;

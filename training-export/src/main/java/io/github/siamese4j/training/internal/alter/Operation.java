package io.github.siamese4j.training.internal.alter;

import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;

/** One step of an alteration. */
@FunctionalInterface
interface Operation {

    /** Returns an altered matrix, which belongs to the scope. The given one, 8-bit BGR, stays as it is. */
    Mat apply(Mat bgr, SplittableRandom random);
}

package io.github.siamese4j.features;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.internal.image.OpenCv;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.HOGDescriptor;

/** Computes histograms of oriented gradients with OpenCV. */
final class HogFeatures {

    private HogFeatures() {}

    /** Computes the features of one image. Throws if OpenCV cannot be loaded. */
    @SuppressWarnings("try") // the scope registers everything native that is allocated inside it
    static float[] of(Pixels pixels, Hog settings) {
        OpenCv.loadObjectDetection();
        try (PointerScope scope = new PointerScope()) {
            Mat grey = new Mat(pixels.height(), pixels.width(), CV_8UC1);
            grey.data().put(pixels.grey());
            int block = settings.cell() * settings.block();
            // A descriptor is cheap to create; a shared one would need an owner that closes it.
            HOGDescriptor descriptor = new HOGDescriptor(
                    new Size(pixels.width(), pixels.height()),
                    new Size(block, block),
                    new Size(settings.cell(), settings.cell()),
                    new Size(settings.cell(), settings.cell()),
                    settings.bins());
            FloatPointer computed = new FloatPointer();
            descriptor.compute(grey, computed);
            float[] values = new float[Math.toIntExact(computed.limit())];
            computed.get(values);
            return values;
        }
    }
}

package io.github.siamese4j.features;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.internal.image.OpenCv;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.HOGDescriptor;

/** Histograms of oriented gradients, computed by OpenCV. */
final class HogFeatures {

    private HogFeatures() {}

    /**
     * Computes the values of one picture.
     *
     * @return as many values as the description says
     * @throws io.github.siamese4j.DeviceException if OpenCV cannot be loaded
     */
    @SuppressWarnings("try") // the scope gathers everything native that is allocated inside it
    static float[] of(GreyPicture picture, Hog settings) {
        OpenCv.loadObjectDetection();
        try (PointerScope scope = new PointerScope()) {
            Mat pixels = new Mat(picture.height(), picture.width(), CV_8UC1);
            pixels.data().put(picture.luma(), 0, picture.luma().length);
            int block = settings.cell() * settings.block();
            // A descriptor is cheap to make; one that is kept would need an owner that closes it.
            HOGDescriptor descriptor = new HOGDescriptor(
                    new Size(picture.width(), picture.height()),
                    new Size(block, block),
                    new Size(settings.cell(), settings.cell()),
                    new Size(settings.cell(), settings.cell()),
                    settings.bins());
            FloatPointer computed = new FloatPointer();
            descriptor.compute(pixels, computed);
            float[] values = new float[Math.toIntExact(computed.limit())];
            computed.get(values);
            return values;
        }
    }
}

/** Computes the similarity of images with siamese networks run by ONNX Runtime. */
module io.github.siamese4j {
    requires com.microsoft.onnxruntime;
    requires org.bytedeco.javacpp;
    requires org.slf4j;
    requires transitive java.desktop;
    requires transitive org.bytedeco.opencv;
    requires static jvector;
    requires static transitive org.jspecify;

    exports io.github.siamese4j;
    exports io.github.siamese4j.evaluation;
    exports io.github.siamese4j.features;
    exports io.github.siamese4j.gallery;
    exports io.github.siamese4j.internal.graph to
            io.github.siamese4j.training;
    exports io.github.siamese4j.internal.image to
            io.github.siamese4j.training;
    exports io.github.siamese4j.internal.io to
            io.github.siamese4j.training;
    exports io.github.siamese4j.internal.model to
            io.github.siamese4j.training;
    exports io.github.siamese4j.internal.random to
            io.github.siamese4j.training;
    exports io.github.siamese4j.internal.runtime to
            io.github.siamese4j.training;
}

/** Tells how similar two images are. */
module io.github.siamese4j {
    requires transitive java.desktop;
    requires transitive org.bytedeco.opencv;
    requires com.microsoft.onnxruntime;
    requires static transitive org.jspecify;

    exports io.github.siamese4j;
}

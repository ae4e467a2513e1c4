package io.github.siamese4j.training.cli;

import io.github.siamese4j.gallery.Storage;
import picocli.CommandLine.Option;

/** The precision in which a gallery stores its embeddings. */
final class StorageOption {

    @Option(names = "--int8", description = "Store embeddings in a quarter of the space; scores change slightly.")
    private boolean int8;

    Storage storage() {
        return int8 ? Storage.INT8 : Storage.FLOAT32;
    }
}

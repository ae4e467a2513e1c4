package io.github.siamese4j.training.data;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a picture file at the size of the network. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface PictureReader {
    /**
     * Reads one file.
     *
     * @param file the picture
     * @return the decoded picture, always of the same width and height
     * @throws IOException when the file cannot be read or is not a whole picture
     */
    Picture read(Path file) throws IOException;
}

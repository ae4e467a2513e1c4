package io.github.siamese4j.training.cli;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images that a command line names. The name {@code -} means standard input, which is read when it is needed, once,
 * and not beyond the limits of images. It can be named once.
 */
final class NamedImages {

    /** The words about {@code -} for the description of a parameter. */
    static final String HINT = "'-' is standard input.";

    private static final String STANDARD_INPUT = "-";

    private final long limit;
    private @Nullable Image standardInput;

    NamedImages(ModelCommand command, List<Path> names) {
        if (names.stream().filter(NamedImages::isStandardInput).count() > 1) {
            throw command.usage("standard input ('-') holds one image; name a file for the others");
        }
        this.limit = command.imageLimits().maxBytes();
    }

    /** Returns the image of a name. */
    Image get(Path name) {
        if (!isStandardInput(name)) {
            return Image.of(name);
        }
        if (standardInput == null) {
            standardInput = Image.of(readStandardInput());
        }
        return standardInput;
    }

    /** Returns the name of an image without its folders. */
    static String caption(Path name) {
        return isStandardInput(name) ? "standard input" : ImageFiles.name(name);
    }

    private static boolean isStandardInput(Path name) {
        return name.toString().equals(STANDARD_INPUT);
    }

    /** The byte beyond the limit makes the decoder refuse a longer input. */
    private byte[] readStandardInput() {
        try {
            return System.in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
        } catch (IOException e) {
            throw new ImageException(
                    ErrorCode.IMAGE_UNREADABLE,
                    "standard input: reading failed (" + e + "); check the command that writes it",
                    e);
        }
    }
}

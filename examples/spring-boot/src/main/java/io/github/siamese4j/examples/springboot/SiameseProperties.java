package io.github.siamese4j.examples.springboot;

import io.github.siamese4j.ModelSource;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the comparator.
 *
 * @param model a folder on the class path, such as {@code classpath:io/github/siamese4j/models/omniglot-light}, or a
 *     model directory
 */
@ConfigurationProperties("siamese4j")
record SiameseProperties(
        @DefaultValue("classpath:io/github/siamese4j/models/photos")
        String model) {

    private static final String CLASS_PATH = "classpath:";

    ModelSource source() {
        return model.startsWith(CLASS_PATH)
                ? ModelSource.classpath(model.substring(CLASS_PATH.length()))
                : ModelSource.of(Path.of(model));
    }
}

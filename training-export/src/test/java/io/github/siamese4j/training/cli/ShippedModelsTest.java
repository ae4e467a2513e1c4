package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedModelsTest {

    @TempDir
    private Path shipped;

    @BeforeEach
    void createModels() throws IOException {
        Files.createDirectories(shipped.resolve("photos"));
        Files.createDirectories(shipped.resolve("letters"));
        Files.createFile(shipped.resolve("pom.xml"));
    }

    @Test
    void aNameIsAShippedModel() {
        ShippedModels models = new ShippedModels(shipped);
        assertThat(models.find("photos")).isEqualTo(shipped.resolve("photos"));
        assertThat(models.find("letters")).isEqualTo(shipped.resolve("letters"));
    }

    @Test
    void aPathIsADirectoryEvenIfItEndsInTheNameOfAShippedModel() {
        assertThat(new ShippedModels(shipped).find("./photos")).isEqualTo(Path.of("./photos"));
        assertThat(new ShippedModels(shipped).find(shipped.toString())).isEqualTo(shipped);
        assertThat(new ShippedModels(null).find("src")).isEqualTo(Path.of("src"));
    }

    @Test
    void anEmptyNameIsNotTheCurrentDirectory() {
        for (String empty : new String[] {"", " "}) {
            assertThatThrownBy(() -> new ShippedModels(shipped).find(empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the value is empty");
        }
    }

    @Test
    void anUnknownNameListsTheModels() {
        assertThatThrownBy(() -> new ShippedModels(shipped).find("foto"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no model 'foto'; give a model directory or one of letters, photos");
        assertThatThrownBy(() -> new ShippedModels(null).find("photos"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no model 'photos'; give a model directory");
    }
}

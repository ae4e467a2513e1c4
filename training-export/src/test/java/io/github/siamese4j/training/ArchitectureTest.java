package io.github.siamese4j.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses TRAINING = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.siamese4j.training");

    @Test
    void packagesBuildOnEachOtherWithoutCycles() {
        slices().matching("io.github.siamese4j.training.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(TRAINING);
    }

    @Test
    void onlyTheCommandLineParsesCommandLines() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..training.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(TRAINING);
    }

    @Test
    void whatIsExportedKnowsNothingOfTheEngineThatTrained() {
        noClasses()
                .that()
                .resideInAPackage("..training.internal.export..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(TRAINING);
    }
}

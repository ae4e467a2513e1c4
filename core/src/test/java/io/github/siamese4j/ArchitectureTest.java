package io.github.siamese4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.siamese4j");

    @Test
    void coreKnowsNothingOfTraining() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.djl..", "io.github.siamese4j.training..", "org.tribuo..", "com.google.protobuf..")
                .check(CORE);
    }

    @Test
    void onlyTheRuntimePackageAndTheFacadesHandlersTouchOnnxRuntime() {
        noClasses()
                .that()
                .resideInAnyPackage("..internal.image..", "..internal.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CORE);
    }

    @Test
    void theApiShowsNoInternals() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideInAPackage("io.github.siamese4j")
                .should(Architecture.EXPOSE_NO_INTERNALS)
                .check(CORE);
    }

    @Test
    void internalPackagesAreFreeOfCycles() {
        slices().matching("io.github.siamese4j.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }
}

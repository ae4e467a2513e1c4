package io.github.siamese4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import io.github.siamese4j.internal.image.ImageReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.github.siamese4j";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theRootPackageHasOnlyPublicTopLevelTypes() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .areTopLevelClasses()
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .bePublic()
                .check(CORE);
    }

    @Test
    void packagesBelowTheRootAreFreeOfCycles() {
        slices().assignedFrom(Architecture.packagesBelow(ROOT))
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void onlyTheNamedRootTypesDependOnInternals() {
        assertThat(CORE.stream()
                        .filter(type -> type.getPackageName().equals(ROOT))
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .startsWith(ROOT + ".internal")))
                        .map(ArchitectureTest::topLevelName)
                        .distinct())
                .containsExactlyInAnyOrder("Encoder", "Explanation", "Pixels", "SiameseComparator");
    }

    private static String topLevelName(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::topLevelName).orElseGet(type::getSimpleName);
    }

    @Test
    void noPublicSignatureOfTheApiShowsAnInternalType() {
        classes()
                .that()
                .resideOutsideOfPackage("..internal..")
                .and()
                .arePublic()
                .should(Architecture.EXPOSE_NO_INTERNALS)
                .check(CORE);
    }

    /** A public type whose signatures show an internal type in every way that the rule must find. */
    public static class Exposing {
        public final List<ImageReader> field = List.of();

        public void parameter(ImageReader reader) {}

        protected <T extends ImageReader> T typeParameter(T reader) {
            return reader;
        }

        ImageReader hidden(ImageReader reader) {
            return reader;
        }
    }

    @Test
    void theRuleForSignaturesFindsFieldsParametersAndTypeArguments() {
        EvaluationResult result = classes()
                .should(Architecture.EXPOSE_NO_INTERNALS)
                .evaluate(new ClassFileImporter().importClasses(Exposing.class));
        assertThat(result.getFailureReport().getDetails())
                .anyMatch(line -> line.contains("Exposing.field"))
                .anyMatch(line -> line.contains("Exposing.parameter"))
                .anyMatch(line -> line.contains("Exposing.typeParameter"))
                .noneMatch(line -> line.contains("Exposing.hidden"));
    }

    @Test
    void coreDependsOnNothingOfTraining() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", ROOT + ".training..", "org.tribuo..", "com.google.protobuf..")
                .check(CORE);
    }

    @Test
    void onlyRuntimeEncodeAndScoreUseOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..internal.runtime", "..internal.encode", "..internal.score")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CORE);
    }

    @Test
    void onlyImagesTheFacadeAndHogUseOpenCv() {
        assertThat(CORE.stream()
                        .filter(type -> !type.getPackageName().equals(ROOT + ".internal.image"))
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .startsWith("org.bytedeco.opencv")))
                        .map(ArchitectureTest::topLevelName)
                        .distinct())
                .containsExactlyInAnyOrder("Image", "SiameseComparator", "HogFeatures");
    }

    @Test
    void onlyTheApproximateIndexUsesJvector() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".gallery")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.jbellis..")
                .check(CORE);
    }
}

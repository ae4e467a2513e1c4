package io.github.siamese4j.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.github.siamese4j.training";
    private static final int MOST_PUBLIC_TYPES = 30;
    private static final JavaClasses TRAINING = new ClassFileImporter()
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
                .check(TRAINING);
    }

    @Test
    void theRootPackageHasAtMostThirtyPublicTypes() {
        assertThat(publicTypesOf(ROOT)).hasSizeBetween(10, MOST_PUBLIC_TYPES);
    }

    @Test
    void everyOtherTypeIsInternalOrOfTheCommandLine() {
        classes()
                .should()
                .resideInAnyPackage(ROOT, ROOT + ".cli", ROOT + ".internal..")
                .check(TRAINING);
    }

    @Test
    void theCommandLineHasOnePublicType() {
        assertThat(publicTypesOf(ROOT + ".cli")).containsExactly("Siamese4j");
    }

    private static List<String> publicTypesOf(String packageName) {
        return TRAINING.stream()
                .filter(type -> type.getPackageName().equals(packageName))
                .filter(type -> type.isTopLevelClass()
                        && !type.getSimpleName().equals("package-info")
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();
    }

    @Test
    void packagesBelowTheRootAreFreeOfCycles() {
        slices().assignedFrom(new PackagesBelowTheRoot())
                .should()
                .beFreeOfCycles()
                .check(TRAINING);
    }

    /** One slice for each package, but none for the root, which holds the API. */
    private static final class PackagesBelowTheRoot implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.startsWith(ROOT + ".")
                    ? SliceIdentifier.of(name.substring(ROOT.length() + 1))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages below " + ROOT;
        }
    }

    @Test
    void noPublicSignatureOfTheApiShowsAnInternalType() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .arePublic()
                .should(new ArchCondition<JavaClass>("expose no internals") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaMember member : type.getMembers()) {
                            if (!member.getModifiers().contains(JavaModifier.PUBLIC)
                                    && !member.getModifiers().contains(JavaModifier.PROTECTED)) {
                                continue;
                            }
                            signature(member).stream()
                                    .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                                    .filter(used -> used.getPackageName().contains(".internal"))
                                    .forEach(used -> events.add(SimpleConditionEvent.violated(
                                            type, member.getFullName() + " exposes " + used.getName())));
                        }
                    }
                })
                .check(TRAINING);
    }

    private static List<JavaType> signature(JavaMember member) {
        List<JavaType> types = new ArrayList<>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit code) {
            types.add(code.getReturnType());
            types.addAll(code.getParameterTypes());
            types.addAll(code.getExceptionTypes());
        }
        return types;
    }

    @Test
    void onlyTheCommandLineUsesPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(TRAINING);
    }

    @Test
    void exportDoesNotUseTheTrainingEngine() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".internal.export")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(TRAINING);
    }
}

package io.github.siamese4j;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;

/** Rules that ArchUnit does not provide. */
final class Architecture {

    /** No type in an internal package is visible in a public or protected signature, type arguments included. */
    static final ArchCondition<JavaClass> EXPOSE_NO_INTERNALS = new ArchCondition<>("expose no internals") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            List<JavaType> supertypes = new ArrayList<>(type.getInterfaces());
            type.getSuperclass().ifPresent(supertypes::add);
            type.getTypeParameters().forEach(parameter -> supertypes.addAll(parameter.getUpperBounds()));
            report(type.getName(), type, supertypes, events);
            for (JavaMember member : type.getMembers()) {
                if (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                    report(member.getFullName(), type, signature(member), events);
                }
            }
        }
    };

    private static List<JavaType> signature(JavaMember member) {
        List<JavaType> types = new ArrayList<>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit code) {
            types.add(code.getReturnType());
            types.addAll(code.getParameterTypes());
            types.addAll(code.getExceptionTypes());
            for (JavaTypeVariable<?> parameter : code.getTypeParameters()) {
                types.addAll(parameter.getUpperBounds());
            }
        }
        return types;
    }

    private static void report(String where, JavaClass type, List<JavaType> types, ConditionEvents events) {
        types.stream()
                .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                .filter(used -> used.getPackageName().contains(".internal"))
                .forEach(used -> events.add(SimpleConditionEvent.violated(type, where + " exposes " + used.getName())));
    }

    /** One slice for each package, but none for the given root, which holds the API. */
    static SliceAssignment packagesBelow(String root) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.startsWith(root + ".")
                        ? SliceIdentifier.of(name.substring(root.length() + 1))
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages below " + root;
            }
        };
    }

    private Architecture() {}
}

package io.github.siamese4j;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** Conditions ArchUnit does not bring along. */
final class Architecture {

    /** Public methods neither take nor return what lives in an internal package. */
    static final ArchCondition<JavaClass> EXPOSE_NO_INTERNALS = new ArchCondition<>("expose no internals") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaMethod method : type.getMethods()) {
                if (!method.getModifiers().contains(JavaModifier.PUBLIC)) {
                    continue;
                }
                Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                        .filter(used -> used.getPackageName().contains(".internal"))
                        .forEach(used -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " exposes " + used.getName())));
            }
        }
    };

    private Architecture() {}
}

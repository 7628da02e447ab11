package io.ffe.schema.seeded;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run so many times in a row, on one instance, each time with another seed. Its parameters are made from the
 * seed: a {@link Draw}, a {@link java.util.Random}, a long (the seed itself), a boolean or a constant of an enum. A try that an
 * assumption ends counts as run; when it ends all of them, the test fails.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(SeededTries.class)
public @interface Tries {

    /** How many. */
    int value() default 1000;
}

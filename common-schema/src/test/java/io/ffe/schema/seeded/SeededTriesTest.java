package io.ffe.schema.seeded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

class SeededTriesTest {

    /** Tests that are run by hand here, and by nobody else. */
    static final class Examples {

        final List<Long> seeds = new ArrayList<>();

        @Tries(50)
        void passes(long seed) {
            seeds.add(seed);
        }

        @Tries(50)
        void fails_on_negative_seeds(long seed) {
            seeds.add(seed);
            assertThat(seed).isNotNegative();
        }

        @Tries(5)
        void always_aborts() {
            abort("not this one");
        }
    }

    @Test
    void runs_as_often_as_it_says_each_time_on_another_seed() throws Throwable {
        Examples examples = new Examples();
        run(examples, "passes", long.class);

        assertThat(examples.seeds).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void a_failure_names_its_seed_and_is_the_last_try() {
        Examples examples = new Examples();

        assertThatThrownBy(() -> run(examples, "fails_on_negative_seeds", long.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Examples#fails_on_negative_seeds")
                .satisfies(failure ->
                        assertThat(failure).hasMessageEndingWith("-Dffe.test.seed=" + examples.seeds.getLast()));
    }

    @Test
    void a_test_whose_tries_were_all_aborted_has_tested_nothing() {
        assertThatThrownBy(() -> run(new Examples(), "always_aborts"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("every one of 5 tries");
    }

    @Test
    void equal_seeds_draw_equal_values_within_their_bounds() {
        Set<Long> longs = new HashSet<>();
        Set<BigDecimal> decimals = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            Draw one = new Draw(seed);
            Draw other = new Draw(seed);
            long number = one.between(-3L, 4L);
            BigDecimal decimal = one.decimal("-0.1", "0.2", 1);

            assertThat(other.between(-3L, 4L)).isEqualTo(number);
            assertThat(other.decimal("-0.1", "0.2", 1)).isEqualTo(decimal);
            assertThat(new Draw(seed).between(0, Long.MAX_VALUE)).isNotNegative();
            assertThat(one.list(1, 3, one::yes)).hasSizeBetween(1, 3);
            assertThat(one.text("ab", 4)).matches("[ab]{0,4}");
            longs.add(number);
            decimals.add(decimal);
        }

        assertThat(longs).containsExactlyInAnyOrder(-3L, -2L, -1L, 0L, 1L, 2L, 3L, 4L);
        assertThat(decimals)
                .extracting(BigDecimal::toPlainString)
                .containsExactlyInAnyOrder("-0.1", "0.0", "0.1", "0.2");
    }

    private static void run(Examples examples, String name, Class<?>... parameters) throws Throwable {
        Method method = Examples.class.getDeclaredMethod(name, parameters);
        new SeededTries()
                .interceptTestMethod(
                        new Invocation<>() {
                            @Override
                            public Void proceed() {
                                throw new AssertionError("the tries are the invocation");
                            }

                            @Override
                            public void skip() {}
                        },
                        new ReflectiveInvocationContext<Method>() {
                            @Override
                            public Class<?> getTargetClass() {
                                return Examples.class;
                            }

                            @Override
                            public Method getExecutable() {
                                return method;
                            }

                            @Override
                            public List<Object> getArguments() {
                                return List.of();
                            }

                            @Override
                            public Optional<Object> getTarget() {
                                return Optional.of(examples);
                            }
                        },
                        null);
    }
}

package io.ffe.stack.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.InfrastructureChoice.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InfrastructureChoiceTest {

    private static final Map<String, String> NAMED =
            Map.of("FFE_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092", "FFE_POSTGRES_URL", "jdbc:postgresql://db/postgres");

    @Test
    void a_pair_that_the_environment_names_comes_first() {
        assertThat(InfrastructureChoice.choose(NAMED, () -> true).kind()).isEqualTo(Kind.EXTERNAL);
    }

    @Test
    void containers_are_used_where_docker_answers_and_the_embedded_pair_where_it_does_not() {
        assertThat(InfrastructureChoice.choose(Map.of(), () -> true)).hasToString("containers (Docker answers)");
        assertThat(InfrastructureChoice.choose(Map.of("FFE_INFRA", "auto"), () -> false))
                .hasToString("embedded (Docker does not answer)");
    }

    @Test
    void what_was_asked_for_is_used_and_is_the_reason() {
        assertThat(InfrastructureChoice.choose(Map.of("FFE_INFRA", "embedded"), () -> true))
                .hasToString("embedded (FFE_INFRA=embedded)");
    }

    @Test
    void a_run_that_has_to_go_on_later_is_embedded_unless_asked_otherwise() {
        assertThat(InfrastructureChoice.forRun(Map.of()).kind()).isEqualTo(Kind.EMBEDDED);
        assertThat(InfrastructureChoice.forRun(Map.of("FFE_INFRA", "containers"))
                        .kind())
                .isEqualTo(Kind.CONTAINERS);
    }

    @Test
    void an_unknown_choice_is_refused_with_those_that_exist() {
        assertThatThrownBy(() -> InfrastructureChoice.choose(Map.of("FFE_INFRA", "podman"), () -> true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'podman'")
                .hasMessageContaining("external, containers, embedded");
    }

    @Test
    void external_without_addresses_says_which_variables_it_needs() {
        assertThatThrownBy(() -> InfrastructureChoice.choose(Map.of("FFE_INFRA", "external"), () -> true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("FFE_KAFKA_BOOTSTRAP_SERVERS")
                .hasMessageContaining("FFE_POSTGRES_URL");
    }
}

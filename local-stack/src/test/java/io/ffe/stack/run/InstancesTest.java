package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private static final FeedOptions SYNTHETIC = feed(FeedOptions.Kind.SYNTHETIC);
    private static final FeedOptions LIVE = feed(FeedOptions.Kind.LIVE);

    private static FeedOptions feed(FeedOptions.Kind kind) {
        return new FeedOptions(kind, List.of(), List.of(), List.of(), null, null, null, null, null);
    }

    @Test
    void the_first_of_a_service_has_its_name_and_the_others_a_number_and_ports_of_their_own() {
        Instances instances = Instances.of(Map.of("decision", 3, "risk-service", 2), SYNTHETIC);

        assertThat(instances.components())
                .containsExactly(
                        "paper-venue",
                        "execution-service",
                        "risk-service",
                        "risk-service-2",
                        "decision-service",
                        "decision-service-2",
                        "decision-service-3",
                        "market-data-service");
        assertThat(instances.all())
                .extracting(Instances.Instance::defaultPort)
                .doesNotHaveDuplicates()
                .contains(18083, 18183, 18082, 18182, 18282);
        assertThat(Instances.ONE_EACH.components()).hasSize(Service.values().length);
    }

    @Test
    void market_data_is_shared_where_prices_are_live() {
        assertThat(Instances.of(Map.of("market-data", 2), LIVE).components())
                .contains("market-data-service", "market-data-service-2");
        assertThatThrownBy(() -> Instances.of(Map.of("market-data", 2), SYNTHETIC))
                .isInstanceOf(Problem.class)
                .hasMessage("--instances market-data-service=2: expected 1 where prices are recorded or synthetic: one"
                        + " process leads logical time, and everybody waits for its beats. Live prices (--feed"
                        + " coinbase) can be shared");
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        assertThatThrownBy(() -> Instances.of(
                        Map.of("bank", 2, "execution", 2, "paper-venue", 2, "risk", 9, "decision", 0), LIVE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no service 'bank', expected one of")
                .hasMessageContaining("execution-service=2: expected 1. Of two, one would send orders")
                .hasMessageContaining("paper-venue=2: expected 1, the journal")
                .hasMessageContaining("risk-service=9: expected at most 8, the partitions of ffe.decisions.v1")
                .hasMessageContaining("decision-service=0: expected 1 or more");
    }

    @Test
    void a_service_that_is_named_twice_is_refused() {
        assertThatThrownBy(() -> Instances.of(Map.of("risk", 2, "risk-service", 3), LIVE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("names risk-service twice");
    }
}

package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.EventType;
import io.ffe.schema.id.Ids;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.sample.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nothing in a chained decision can be changed without its hash, and no hash without all that follow. */
class DecisionChainTest {

    private final Decision decision = ((Decision) Samples.full(EventType.DECISION)).linked(null);

    @Test
    void the_hash_is_the_documented_one() {
        String payload = new String(EventCodec.payload(decision), StandardCharsets.UTF_8);

        ChainLink link = link(DecisionChain.link(decision, 7, DecisionChain.START));

        assertThat(link.sequence()).isEqualTo(7);
        assertThat(link.previousHash()).isEqualTo("0".repeat(64));
        assertThat(link.hash())
                .isEqualTo(Ids.sha256Hex(("7:" + "0".repeat(64) + ":" + payload).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_published_bytes_give_the_hash_again_whatever_the_decision_is() throws IOException {
        String previous = DecisionChain.START;
        for (int sequence = 1; sequence <= 200; sequence++) {
            Decision linked =
                    DecisionChain.link((Decision) AnyEvent.of(EventType.DECISION, sequence), sequence, previous);
            String hash = link(linked).hash();
            assertThat(DecisionChain.hashOf(EventCodec.payload(linked), sequence, previous))
                    .isEqualTo(hash);
            previous = hash;
        }
    }

    @Test
    void every_field_counts_also_those_that_are_not_core_and_those_of_a_later_version() throws IOException {
        Decision linked = DecisionChain.link(decision, 1, DecisionChain.START);
        ObjectNode later = (ObjectNode) Json.mapper().readTree(EventCodec.payload(linked));
        for (Map.Entry<String, JsonNode> field :
                Json.mapper().convertValue(decision, ObjectNode.class).properties()) {
            ObjectNode changed = later.deepCopy();
            changed.put(field.getKey(), "another");
            assertThat(DecisionChain.hashOf(Json.mapper().writeValueAsBytes(changed), 1, DecisionChain.START))
                    .as(field.getKey())
                    .isNotEqualTo(link(linked).hash());
        }
        later.put("ofALaterVersion", 1);
        assertThat(DecisionChain.hashOf(Json.mapper().writeValueAsBytes(later), 1, DecisionChain.START))
                .isNotEqualTo(link(linked).hash());
    }

    @Test
    void the_golden_sample_carries_the_hash_that_another_language_computed() throws IOException {
        Decision sample = (Decision) Samples.full(EventType.DECISION);
        ChainLink link = link(sample);

        assertThat(DecisionChain.hashOf(EventCodec.payload(sample), link.sequence(), link.previousHash()))
                .isEqualTo(link.hash());
    }

    @Test
    void the_place_and_what_came_before_count() {
        String hash = link(DecisionChain.link(decision, 1, DecisionChain.START)).hash();

        assertThat(link(DecisionChain.link(decision, 2, DecisionChain.START)).hash())
                .isNotEqualTo(hash);
        assertThat(link(DecisionChain.link(decision, 1, hash)).hash()).isNotEqualTo(hash);
    }

    @Test
    void two_reruns_are_the_same_whatever_their_chains() {
        assertThat(CoreHash.of(DecisionChain.link(decision, 1, DecisionChain.START)))
                .isEqualTo(CoreHash.of(decision));
    }

    @Test
    void what_is_no_hash_is_refused_by_name() {
        assertThatThrownBy(() -> new ChainLink(1, "0", DecisionChain.START))
                .hasMessageContaining("previousHash is 0, expected 64 digits");
    }

    private static ChainLink link(Decision linked) {
        return Objects.requireNonNull(linked.chain());
    }
}

package io.ffe.marketdata.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.domain.fanout.Channel;
import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.ws.Request.Mistake;
import io.ffe.marketdata.ws.Request.Wrong;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of what clients send. */
class RequestReaderTest {

    private static final Set<String> SYMBOLS = Set.of("BTCUSDT");
    private static final Predicate<String> NONE_ELSEWHERE = symbol -> false;

    @Test
    void symbols_and_channels_are_multiplied_and_repeats_are_one() {
        assertThat(RequestReader.read(
                        "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\",\"BTCUSDT\"],\"channels\":[\"quotes\",\"snapshots\"],\"id\":7}",
                        SYMBOLS,
                        NONE_ELSEWHERE))
                .isEqualTo(new Request.Subscribe(List.of(
                        new Selection("BTCUSDT", Channel.QUOTES), new Selection("BTCUSDT", Channel.SNAPSHOTS))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "nonsense | NOT_JSON | | nonsense",
                "[1,2] | NOT_JSON | | [1,2]",
                "{\"op\":\"ping\"} {} | NOT_JSON | | {\"op\":\"ping\"} {}",
                "{\"op\":\"ping\",\"op\":\"ping\"} | NOT_JSON | | {\"op\":\"ping\",\"op\":\"ping\"}",
                "{} | MISSING_FIELD | op | {}",
                "{\"op\":\"buy\"} | UNKNOWN_OP | op | buy",
                "{\"op\":\"subscribe\"} | MISSING_FIELD | symbols | {\"op\":\"subscribe\"}",
                "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"]} | MISSING_FIELD | channels |"
                        + " {\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"]}",
                "{\"op\":\"subscribe\",\"symbols\":\"BTCUSDT\",\"channels\":[\"quotes\"]} | WRONG_TYPE | symbols |"
                        + " \"BTCUSDT\"",
                "{\"op\":\"subscribe\",\"symbols\":[],\"channels\":[\"quotes\"]} | WRONG_TYPE | symbols | []",
                "{\"op\":\"subscribe\",\"symbols\":[1],\"channels\":[\"quotes\"]} | WRONG_TYPE | symbols | [1]",
                "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"channels\":[\"trades\"]} | UNKNOWN_CHANNEL |"
                        + " channels[0] | trades",
                "{\"op\":\"unsubscribe\",\"symbols\":[\"XRPUSDT\"]} | UNKNOWN_SYMBOL | symbols[0] | XRPUSDT",
            })
    void what_is_wrong_is_named_with_its_value(String text, Mistake mistake, String field, String value) {
        assertThat(RequestReader.read(text, SYMBOLS, NONE_ELSEWHERE)).isInstanceOfSatisfying(Wrong.class, wrong -> {
            assertThat(wrong.mistake()).isEqualTo(mistake);
            assertThat(wrong.field()).isEqualTo(field == null ? "" : field);
            assertThat(wrong.value()).isEqualTo(value);
            assertThat(wrong.expected()).isNotBlank();
        });
    }

    @Test
    void a_symbol_of_another_instance_is_none_of_this_one_and_no_unknown_one() {
        assertThat(RequestReader.read(
                        "{\"op\":\"subscribe\",\"symbols\":[\"ETHUSDT\"],\"channels\":[\"quotes\"]}",
                        SYMBOLS,
                        Set.of("ETHUSDT")::contains))
                .isInstanceOfSatisfying(Wrong.class, wrong -> {
                    assertThat(wrong.mistake()).isEqualTo(Mistake.ELSEWHERE);
                    assertThat(wrong.field()).isEqualTo("symbols[0]");
                    assertThat(wrong.expected()).contains("[BTCUSDT]").contains("connect to another instance");
                });
    }

    @Test
    void a_run_that_has_no_symbols_yet_says_so() {
        assertThat(RequestReader.read("{\"op\":\"unsubscribe\",\"symbols\":[\"BTCUSDT\"]}", Set.of(), NONE_ELSEWHERE))
                .isInstanceOfSatisfying(
                        Wrong.class, wrong -> assertThat(wrong.expected()).contains("none yet: try again"));
    }

    @Tries
    void nothing_that_anybody_sends_throws(Draw draw, Random random) {
        String noise = draw.text("{}[]\",:0e-.tnrufalse\\\u0000\u0661\ud800 ", 40);
        String request = "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"channels\":[\"quotes\"]}";
        int at = random.nextInt(request.length());

        assertThat(RequestReader.read(noise, SYMBOLS, NONE_ELSEWHERE)).isNotNull();
        assertThat(RequestReader.read(
                        request.substring(0, at) + noise + request.substring(at), SYMBOLS, NONE_ELSEWHERE))
                .isNotNull();
        assertThat(RequestReader.read(request.substring(0, at), SYMBOLS, NONE_ELSEWHERE))
                .isNotNull();
    }
}

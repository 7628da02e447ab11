package io.ffe.marketdata.ws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SocketLimitsTest {

    @Test
    void every_value_that_is_wrong_is_named_with_its_key_and_range() {
        assertThatThrownBy(() -> new SocketLimits(
                        0,
                        100,
                        100_000,
                        10,
                        262_144,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(15),
                        Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("market-data cannot start:"
                        + " ffe.market-data.web-socket.max-clients is 0, expected 1 to 10000;"
                        + " ffe.market-data.web-socket.max-message-bytes is 100000, expected 256 to 65536;"
                        + " ffe.market-data.web-socket.update-interval is PT0.001S, expected PT0.01S to PT1M;"
                        + " ffe.market-data.web-socket.pong-timeout is PT2H, expected PT0.001S to PT1H");
    }
}

package io.ffe.risk.domain.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table that people read is made from the enum that the code uses. */
class GateDocsTest {

    private static final Path PAGE = Path.of("..", "docs", "gates.md");

    /** From here on the page is execution's, made by a test there. */
    private static final String OTHERS = "<!-- execution:begin -->";

    @Test
    void the_page_about_gates_is_the_catalogue() throws IOException {
        String before = Files.readString(PAGE);
        String expected = page() + before.substring(before.indexOf(OTHERS));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/gates.md, written by: ./mvnw -pl risk-service test -Dtest=GateDocsTest -Ddocs.write=true")
                .isEqualTo(expected);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Risk gates

                Made from `io.ffe.risk.domain.gate.Gate` by its test; do not edit. The limits in force are
                `GET /api/v1/limits` of the risk service, this table is `GET /api/v1/gates`.

                Every decision that asks for an order passes all of these, and all are recorded on its verdict with value,
                limit and unit, whether they passed or not. They look at the portfolio as it would be after the trade. What
                is missing is a failed gate. "entries" are orders that add exposure; exits skip those gates.

                | gate | holds for | asks that | unit | limit set by | control |
                |---|---|---|---|---|---|
                """);
        for (Gate gate : Gate.values()) {
            page.append("| `%s` | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            gate.name(),
                            gate.scope() == Gate.Scope.ENTRIES ? "entries" : "all orders",
                            gate.asks(),
                            gate.unit().text(),
                            parameters(gate),
                            gate.control()));
        }
        page.append("""

                VALUE_AT_RISK and CORRELATION need daily closes. Where history is required, too little of it fails them as
                INSUFFICIENT_HISTORY; where it is not, they are skipped until there is enough ([operating](operating.md#limits)).

                A pause begins when a trade closes with which its limit is passed, and runs its time, whatever leaves the lookback
                meanwhile. Reserved orders may never be filled: VALUE_AT_RISK counts each on the days on which it would lose, as no
                hedge on the others.

                Limits are keys under `ffe.risk.portfolios.<portfolio>.limits.`; `venue` and `currency` stand beside `limits`,
                `currency-equivalents` under `ffe.risk.`, and `instrument` is the instrument list. The
                controls say which rule a gate stands for, for orientation; check the official text before quoting it.

                ## Between a verdict and the venue

                What execution holds an order to when it is about to leave, made from `io.ffe.execution.domain.ExecutionControl`. Keys are
                below `ffe.execution.`; with the values in force it is `GET /api/v1/controls` of the execution service, and a part of
                `./ffe controls`.

                """);
        return page.toString();
    }

    private static String parameters(Gate gate) {
        return gate.parameters().equals("-") ? "-" : "`" + gate.parameters().replace(", ", "`, `") + "`";
    }
}

package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "analyze",
        description = "Show what market-data makes of a symbol now: quote, quality, regime, and every indicator.",
        footer = {
            "",
            "Examples:",
            "  ./ffe analyze BTCUSDT               in short: trend and strength on each timeframe",
            "  ./ffe analyze BTCUSDT --show-pulse  every indicator as well",
        })
final class AnalyzeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SYMBOL", description = "As in BTCUSDT; one of the run that is up.")
    String symbol = "";

    @Option(names = "--show-pulse", description = "Every indicator on each timeframe.")
    boolean showPulse;

    @Option(names = "--json", description = "The whole answer of market-data, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    /** What {@code /api/v1/pulse/SYMBOL} answers; see there. */
    record Pulse(
            String symbol,
            Instant asOf,
            Session session,
            List<TimeframePulse> timeframes,
            @Nullable Alignment alignment,
            @Nullable Quote lastQuote,
            @Nullable QuoteSeconds quoteAge,
            @Nullable Instant snapshotAsOf,
            @Nullable String regime,
            @Nullable String volatility,
            @Nullable Quality quality) {}

    record Session(boolean open, @Nullable Instant opensAt) {}

    record QuoteSeconds(double seconds, double limitSeconds) {}

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-analyze", Service.MARKET_DATA);
        try (ServiceClient client = new ServiceClient(target.token())) {
            JsonNode answer = client.json(
                            urlOfItsInstance(client, target.endpoints().instances(Service.MARKET_DATA), symbol)
                                    + "/api/v1/pulse/" + symbol)
                    .orElseThrow(() -> Problem.failure("no minute of " + symbol
                            + " has closed since market-data started: wait for one, ./ffe status says how far it is"));
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            } else {
                terminal.lines(AnalysisView.lines(Json.mapper().treeToValue(answer, Pulse.class), showPulse, terminal));
            }
            return 0;
        }
    }

    /** Of the instance of market-data that has the symbol. @throws Problem naming the symbols that there are */
    static String urlOfItsInstance(ServiceClient client, List<String> urls, String symbol) throws InterruptedException {
        List<String> all = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (String url : urls) {
            List<String> symbols = new ArrayList<>();
            client.json(url + "/api/v1/symbols")
                    .ifPresent(list ->
                            list.forEach(each -> symbols.add(each.path("symbol").asText())));
            if (symbols.contains(symbol)) {
                return url;
            }
            if (symbols.isEmpty()) {
                silent.add(url);
            }
            all.addAll(symbols);
        }
        if (urls.isEmpty()) {
            throw Problem.failure("no market-data-service is up: ./ffe status says what is");
        }
        // One that has just begun may have none while the others have all; nobody knows which were a silent one's.
        if (all.isEmpty()) {
            throw Problem.failure("market-data at " + String.join(", ", silent)
                    + " does not say which symbols it has: ./ffe status says why");
        }
        throw Problem.usage("symbol is '" + symbol + "', expected one of this run: " + String.join(", ", all)
                + (silent.isEmpty() ? "" : "; market-data at " + String.join(", ", silent) + " names none"));
    }
}

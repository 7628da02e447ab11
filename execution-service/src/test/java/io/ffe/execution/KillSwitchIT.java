package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.process.PortOwner;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.read.RunningBooks;
import io.ffe.stack.read.StoredBooks;
import io.ffe.stack.testing.MachineShare;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Figures;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kill switch, drilled on the packaged service with nobody to help it: no risk, and for the worst of it no broker. */
class KillSwitchIT {

    private static final String HALT = "{\"action\":\"HALT\",\"reason\":\"drill\"}";

    @TempDir
    Path folder;

    private PackagedExecution execution;
    private StubVenue venue;

    @BeforeEach
    void open() throws Exception {
        execution = new PackagedExecution(folder);
        venue = execution.venue;
    }

    @AfterEach
    void close() throws Exception {
        execution.close();
    }

    @Test
    void with_the_broker_away_a_halt_stops_and_cancels_entries_and_only_a_resume_that_names_it_lifts_it()
            throws Exception {
        assumeTrue(
                execution.infrastructure.choice().startsWith("embedded"), "needs a broker whose process can be frozen");
        for (String symbol : new String[] {"BTCUSDT", "SOLUSDT", "ETHUSDT"}) {
            execution.quote(symbol);
        }
        execution.start(Map.of("FFE_EXECUTION_ASKING_ESCALATE_AFTER", "PT1S"));
        Verdict held = execution.send("ETHUSDT", "held");
        execution.awaitState(held, "ACCEPTED");
        venue.fill(Market.orderIdOf(held), "100");
        execution.awaitState(Market.protectionIdOf(held), "ACCEPTED");
        Verdict working = execution.send("BTCUSDT", "working");
        execution.awaitState(working, "ACCEPTED");
        venue.next("SOLUSDT", StubVenue.Fault.TIMEOUT_AFTER_ACCEPT);
        venue.mute(true);
        venue.silent(true);
        Verdict unknown = execution.send("SOLUSDT", "unknown");
        execution.awaitState(unknown, "UNKNOWN");
        Verdict behind = execution.send("SOLUSDT", "behind");
        execution.awaitState(behind, "INTENT");
        whatStaysUnknownIsEscalated(unknown);

        ProcessHandle broker = broker();
        signal(broker, "STOP");
        try {
            MachineShare machine = new MachineShare();
            JsonNode halted = told(HALT);
            Duration took = machine.elapsed();
            System.out.printf("halt with the broker away answered after %d ms%n", took.toMillis());
            assertThat(took).isLessThanOrEqualTo(machine.stretched(Duration.ofSeconds(1)));
            assertThat(halted.path("state").asText()).isEqualTo("HALTED");
            assertThat(halted.path("epoch").asLong()).isEqualTo(1);

            venue.mute(false);
            venue.silent(false);
            execution.awaitState(behind, "DENIED");
            execution.awaitState(working, "CANCELED");
            execution.awaitState(unknown, "CANCELED");
            assertThat(execution.order(Market.orderIdOf(behind)).path("reason").asText())
                    .isEqualTo("TRADING_STATE: HALTED for * at epoch 1 by direct command, tester: drill");
            assertThat(venue.requests("POST " + Market.orderIdOf(behind))).isZero();
            assertThat(venue.requests("DELETE " + Market.protectionIdOf(held))).isZero();

            // As SIGKILL ends it; what it knows is in its file and in the database.
            execution.process().destroyForcibly().waitFor();
        } finally {
            signal(broker, "CONT");
        }
        // Neither a late word from risk nor a restart re-arms it.
        execution.publish(Topics.CONTROL, active(Control.ALL, 0));
        execution.publish(Topics.CONTROL, active(Control.ALL, 90));
        execution.start(Map.of(
                "FFE_EXECUTION_MAX_RISK_SILENCE", "PT10S",
                "FFE_EXECUTION_VENUE_MAX_ACCOUNT_AGE", "PT5S",
                "FFE_EXECUTION_VENUE_COMPARE_INTERVAL", "PT1S"));
        assertThat(inForce().path("state").asText()).isEqualTo("HALTED");
        Verdict after = execution.send("BTCUSDT", "after-restart");
        execution.awaitState(after, "DENIED");

        assertRefused(400, "{\"action\":\"RESUME\",\"reason\":\"over\",\"epoch\":1}", "by is missing");
        assertRefused(409, resume(0), "HALTED at epoch 1", "epoch is 0, expected 1");
        assertRefused(409, resume(90), "epoch is 90, expected 1");
        assertThat(execution.post("trading-state", Role.VIEWER, HALT).statusCode())
                .isEqualTo(403);
        assertThat(told(resume(1)).path("state").asText()).isEqualTo("ACTIVE");

        withoutASignOfLifeFromRiskEntriesStopUntilTheNextOne();
        withoutAnAccountThatIsReadThePortfolioIsSignalOnly();
    }

    private void whatStaysUnknownIsEscalated(Verdict unknown) throws Exception {
        String id = Market.orderIdOf(unknown);
        await().atMost(Market.PATIENCE)
                .until(() -> Files.readString(folder.resolve("service.log"))
                        .contains("order unknown for long order=" + id + " symbol=SOLUSDT"));
        assertThat(execution.metrics()).containsPattern("ffe_orders_unknown_oldest_seconds(\\{.*})? [1-9]");
        JsonNode orders = execution.get("orders?state=UNKNOWN");
        assertThat(orders).hasSize(1);
        assertThat(orders.path(0).path("clientOrderId").asText()).isEqualTo(id);
    }

    private void withoutASignOfLifeFromRiskEntriesStopUntilTheNextOne() throws Exception {
        await().atMost(Market.PATIENCE)
                .until(() -> execution.get("trading-state").has("riskSilent"));
        Verdict silent = execution.send("BTCUSDT", "silent");
        execution.awaitState(silent, "DENIED");
        assertThat(execution.order(Market.orderIdOf(silent)).path("reason").asText())
                .startsWith("RISK_SILENT: risk has given no sign of life for ");
        assertThat(execution.metrics())
                .containsPattern("ffe_risk_silent(\\{.*})? 1.0")
                .containsPattern("ffe_trading_state\\{[^}]*portfolio=\"" + execution.run + "\"[^}]*} 0.0")
                .contains("ffe_trading_state_epoch", "ffe_risk_silence_seconds");

        // The same record again is a sign too: that is how the relay repeats it.
        execution.publish(Topics.CONTROL, active("somebody-else", 0));
        await().atMost(Market.PATIENCE)
                .until(() -> !execution.get("trading-state").has("riskSilent"));
        execution.publish(Topics.CONTROL, active("somebody-else", 0));
        Verdict heard = execution.send("BTCUSDT", "heard");
        execution.awaitState(heard, "ACCEPTED");
    }

    private void withoutAnAccountThatIsReadThePortfolioIsSignalOnly() throws Exception {
        venue.down(true);
        await().atMost(Market.PATIENCE)
                .until(() -> execution
                        .get("trading-state")
                        .path("signalOnly")
                        .findValuesAsText("portfolioId")
                        .contains(execution.run));
        execution.publish(Topics.CONTROL, active("somebody-else", 0));
        await().atMost(Market.PATIENCE)
                .until(() -> !execution.get("trading-state").has("riskSilent"));
        Verdict blind = execution.send("BTCUSDT", "blind");
        execution.awaitState(blind, "DENIED");
        assertThat(execution.order(Market.orderIdOf(blind)).path("reason").asText())
                .startsWith("ACCOUNT_UNREAD: the venue has not said for ");
        assertThat(execution.metrics())
                .containsPattern("ffe_signal_only\\{[^}]*portfolio=\"" + execution.run + "\"[^}]*} 1.0");

        venue.down(false);
        await().atMost(Market.PATIENCE)
                .until(() -> execution.get("trading-state").path("signalOnly").isEmpty());
        execution.publish(Topics.CONTROL, active("somebody-else", 0));
        await().atMost(Market.PATIENCE)
                .until(() -> !execution.get("trading-state").has("riskSilent"));
        execution.publish(Topics.CONTROL, active("somebody-else", 0));
        Verdict seeing = execution.send("BTCUSDT", "seeing");
        execution.awaitState(seeing, "ACCEPTED");
    }

    @Test
    void exits_go_on_a_halt_may_flatten_and_what_cannot_be_read_halts_everything() throws Exception {
        execution.quote("BTCUSDT");
        execution.quote("ETHUSDT");
        execution.start(Map.of());
        Verdict first = filled("BTCUSDT", "first");
        Verdict second = filled("ETHUSDT", "second");
        anOperatorClosesAHalfAndThenTheRest();

        // Risk halts by the topic, and its exits go through.
        execution.publish(
                Topics.CONTROL,
                new Control(execution.run, Control.State.HALTED, 4, "bob", "too much", Instant.now(), null));
        await().atMost(Market.PATIENCE)
                .until(() -> inForce().path("state").asText().equals("HALTED"));
        assertThat(inForce().path("source").asText()).isEqualTo("RISK");
        Verdict exit = execution.sendExit("BTCUSDT", "exit");
        execution.awaitState(exit, "ACCEPTED");
        venue.fill(Market.orderIdOf(exit), "101");
        execution.awaitState(Market.protectionIdOf(first), "CANCELED");

        // A halt that flattens closes the other position, under ids that are the command's, and not at the first try
        // only.
        venue.next("ETHUSDT", StubVenue.Fault.REFUSED);
        JsonNode halted =
                told("{\"action\":\"HALT\",\"scope\":\"" + execution.run + "\",\"reason\":\"leave\",\"flatten\":true}");
        long epoch = halted.path("epoch").asLong();
        assertThat(epoch).as("above what risk has said").isEqualTo(5);
        String commandId = Ids.of("control", execution.run, epoch).toString();
        String intentId = Ids.intentOfCommand(commandId, execution.run, "ETHUSDT");
        execution.awaitState(Ids.clientOrderId(intentId, "exit", 0), "REJECTED");
        String flattening = Ids.clientOrderId(intentId, "exit", 1);
        execution.awaitState(flattening, "ACCEPTED");
        assertThat(venue.order(flattening).path("side").asText()).isEqualTo("SELL");
        assertThat(venue.order(flattening).path("reduceOnly").asBoolean()).isTrue();
        venue.fill(flattening, "100");
        execution.awaitState(Market.protectionIdOf(second), "CANCELED");
        await().atMost(Market.PATIENCE)
                .until(() -> execution
                        .get("portfolios/" + execution.run)
                        .path("positions")
                        .isEmpty());
        // Risk's own exit of the same position comes late and sells nothing.
        Verdict late = execution.sendExit("ETHUSDT", "late-exit");
        execution.awaitState(late, "DENIED");
        assertThat(venue.ordersOf(execution.run, "ETHUSDT"))
                .as("entry, protection, exit that was refused, protection again, exit")
                .hasSize(5);

        withTheDatabaseAwayAHaltIsInMemoryAndFileAndInTheDatabaseWhenItIsBack();

        execution.end();
        Files.writeString(execution.tradingStateFile("1"), "{\"fromRisk\":[{\"sco");
        breakTheRow();
        execution.start(Map.of());
        JsonNode closed = state("DIRECT", Control.ALL);
        assertThat(closed.path("state").asText()).isEqualTo("HALTED");
        assertThat(closed.path("reason").asText())
                .contains("trading-state-1.json is no trading state")
                .contains("trading_state cannot be read")
                .contains("OFF");
        assertThat(execution.tradingStateFile("1").resolveSibling("trading-state-1.json.unreadable"))
                .exists();
        assertThat(told(resume(closed.path("epoch").asLong())).path("state").asText())
                .isEqualTo("ACTIVE");
        // Each halt is lifted by itself: the portfolio's own came from the database, risk's from the topic again, which
        // a service that is ready may still be reading.
        assertThat(state("DIRECT", execution.run).path("epoch").asLong()).isEqualTo(epoch);
        assertThat(state("DIRECT", execution.run).path("state").asText()).isEqualTo("HALTED");
        await().atMost(Market.PATIENCE)
                .until(() -> state("RISK", execution.run).path("state").asText().equals("HALTED"));
    }

    private void anOperatorClosesAHalfAndThenTheRest() throws Exception {
        execution.quote("SOLUSDT");
        Verdict held = filled("SOLUSDT", "third");
        String half =
                "{\"symbol\":\"SOLUSDT\",\"fraction\":\"0.5\",\"reason\":\"too much\",\"commandId\":\"half-of-it\"}";
        String all = "{\"symbol\":\"SOLUSDT\",\"reason\":\"leaving\"}";
        assertThat(execution.post("flatten", Role.VIEWER, half).statusCode()).isEqualTo(403);

        JsonNode told = flattened(half);
        String exit = told.path(0).path("exits").path(0).path("clientOrderId").asText();
        execution.awaitState(exit, "ACCEPTED");
        execution.awaitState(Market.protectionIdOf(held), "CANCELED");
        assertThat(venue.order(exit).path("quantity").asText()).isEqualTo("1");
        assertThat(venue.order(exit).path("reduceOnly").asBoolean()).isTrue();

        // Told again it is the same command; in other words it is refused; and another exit waits for this one.
        assertThat(flattened(half)).isEqualTo(told);
        assertThat(execution
                        .post("flatten", Role.OPERATOR, half.replace("0.5", "0.6"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(flattened(all).path(0).path("left").path(0).path("why").asText())
                .isEqualTo("exit " + exit + " is ACCEPTED already, for 1");

        venue.fill(exit, "102");
        await().atMost(Market.PATIENCE)
                .until(() -> venue.ordersOf(execution.run, "SOLUSDT").size() == 4);
        String again = venue.ordersOf(execution.run, "SOLUSDT").getLast();
        execution.awaitState(again, "ACCEPTED");
        assertThat(venue.order(again).path("quantity").asText()).isEqualTo("1");
        theBooksAreTheSameOverRestAndFromTheDatabase();

        JsonNode rest = flattened(all);
        String last = rest.path(0).path("exits").path(0).path("clientOrderId").asText();
        execution.awaitState(last, "ACCEPTED");
        execution.awaitState(again, "CANCELED");
        venue.fill(last, "102");
        execution.awaitState(last, "FILLED");
        assertThat(flattened(all).path(0).path("left").path(0).path("why").asText())
                .isEqualTo("there is no open position");
        JsonNode record = execution.get("flatten").path(0);
        assertThat(record.path("actor").asText()).isEqualTo("tester");
        assertThat(record.path("reason").asText()).isEqualTo("leaving");
    }

    private JsonNode flattened(String body) throws Exception {
        HttpResponse<String> answer = execution.post("flatten", Role.OPERATOR, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    /** What the commands show of a run that is up, and of one that is over. */
    private void theBooksAreTheSameOverRestAndFromTheDatabase() throws Exception {
        try (BooksReader up = new RunningBooks(execution.url(), execution.token(Role.VIEWER))) {
            // Positions are marked again every few seconds.
            await().atMost(Market.PATIENCE).untilAsserted(() -> {
                try (BooksReader over = new StoredBooks(execution.database, execution.run)) {
                    same(over.accounts(), up.accounts());
                    same(over.positions(), up.positions());
                }
            });
            BooksReader.Account account = up.accounts().getFirst();
            // 3 entries of 2 at 100; a half of one was sold at 102
            assertThat(account.grossExposure()).isEqualByComparingTo("500");
            assertThat(account.margin()).isBetween(new BigDecimal("166.6"), new BigDecimal("166.7"));
            assertThat(account.equity().subtract(account.margin())).isEqualByComparingTo(account.freeMargin());
            assertThat(account.deposits()).isEqualByComparingTo("100000");
            try (BooksReader over = new StoredBooks(execution.database, execution.run)) {
                BooksReader.Filter sol = new BooksReader.Filter(
                        execution.run, "SOLUSDT", null, Instant.parse("2020-01-01T00:00:00Z"), 50);
                same(over.orders(sol), up.orders(sol));
                assertThat(up.orders(sol)).hasSize(4);
                same(over.fills(sol), up.fills(sol));
                assertThat(up.fills(sol)).hasSize(2);
                assertThat(up.orders(new BooksReader.Filter(null, null, "DENIED", null, 50)))
                        .isEmpty();
                List<String> lines = new ArrayList<>();
                List<String> stored = new ArrayList<>();
                up.statement(execution.run, lines::add);
                over.statement(execution.run, stored::add);
                assertThat(lines).isEqualTo(stored).hasSize(1 + 1 + 4);
                assertThat(lines.getLast().split(",", -1)[11]).isEqualTo(Figures.plain(account.cash()));
            }
        }
        HttpResponse<String> page =
                execution.ask("portfolios/" + execution.run + "/statement?limit=2&after=1", Role.VIEWER);
        assertThat(page.headers().firstValue("FFE-Next-After")).isPresent();
        assertThat(page.body().lines()).hasSize(3);
        assertThat(execution.ask("orders?state=LOST", Role.VIEWER).body()).contains("expected one of [INTENT,");
    }

    private static void same(List<?> one, List<?> other) {
        assertThat(one)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(other);
    }

    private void withTheDatabaseAwayAHaltIsInMemoryAndFileAndInTheDatabaseWhenItIsBack() throws Exception {
        String name = execution.database.username();
        asAdministrator(
                "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        JsonNode halted;
        try {
            halted = told("{\"action\":\"HALT\",\"reason\":\"nothing answers\"}");
            assertThat(state("DIRECT", Control.ALL).path("state").asText()).isEqualTo("HALTED");
            assertThat(Files.readString(execution.tradingStateFile("1"))).contains("nothing answers");
            await().atMost(Market.PATIENCE).until(() -> kept("database").startsWith("not written"));
            assertThat(kept("file")).isEqualTo("written");
        } finally {
            asAdministrator("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        }
        await().atMost(Market.PATIENCE).until(() -> kept("database").equals("written"));
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet recorded =
                        sql.executeQuery("SELECT count(*) FROM trading_state_change WHERE source = 'DIRECT'"
                                + " AND scope = '*' AND reason = 'nothing answers' AND epoch = "
                                + halted.path("epoch").asLong())) {
            recorded.next();
            assertThat(recorded.getLong(1)).isEqualTo(1);
        }
    }

    private String kept(String where) throws Exception {
        return execution.get("trading-state").path("kept").path(where).asText();
    }

    private void asAdministrator(String... statements) throws SQLException {
        try (Connection connection = execution.infrastructure.postgres().connect();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                execution.database.jdbcUrl(), execution.database.username(), execution.database.password());
    }

    private Verdict filled(String symbol, String name) throws Exception {
        Verdict verdict = execution.send(symbol, name);
        execution.awaitState(verdict, "ACCEPTED");
        venue.fill(Market.orderIdOf(verdict), "100");
        execution.awaitState(Market.protectionIdOf(verdict), "ACCEPTED");
        return verdict;
    }

    private JsonNode told(String body) throws Exception {
        HttpResponse<String> answer = execution.post("trading-state", Role.OPERATOR, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private void assertRefused(int status, String body, String... said) throws Exception {
        HttpResponse<String> answer = execution.post("trading-state", Role.OPERATOR, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(said);
    }

    private static String resume(long epoch) {
        return "{\"action\":\"RESUME\",\"by\":\"Ada\",\"reason\":\"over\",\"epoch\":" + epoch + "}";
    }

    private static Control active(String scope, long epoch) {
        return new Control(scope, Control.State.ACTIVE, epoch, "risk-service", "all is well", Instant.now(), null);
    }

    /** What is in force for the portfolio. */
    private JsonNode inForce() throws Exception {
        return execution.get("trading-state").path("portfolios").path(0).path("inForce");
    }

    /** What a source says of a scope. */
    private JsonNode state(String source, String scope) throws Exception {
        for (JsonNode state : execution.get("trading-state").path("states")) {
            if (state.path("source").asText().equals(source)
                    && state.path("scope").asText().equals(scope)) {
                return state;
            }
        }
        return Json.mapper().missingNode();
    }

    private void breakTheRow() throws Exception {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER TABLE trading_state DROP CONSTRAINT trading_state_state_check");
            assertThat(sql.executeUpdate("UPDATE trading_state SET state = 'OFF' WHERE source = 'RISK'"))
                    .isPositive();
        }
    }

    private ProcessHandle broker() {
        String address = execution.infrastructure.bootstrapServers();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return ProcessHandle.current()
                .descendants()
                .filter(process -> PortOwner.listens(process, port))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(ProcessHandle process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}

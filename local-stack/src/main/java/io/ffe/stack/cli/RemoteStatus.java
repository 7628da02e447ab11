package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.read.RunningBooks;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.read.Status;
import io.ffe.stack.read.StatusReader;
import io.ffe.stack.run.Service;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of services elsewhere: health, which needs no token, and with one the trading state, books and last decisions. */
final class RemoteStatus {

    private static final int DECISIONS_SHOWN = 10;

    private final TargetOptions.Target target;
    private final boolean withToken;
    private final Terminal terminal;

    RemoteStatus(TargetOptions.Target target, boolean withToken, Terminal terminal) {
        this.target = target;
        this.withToken = withToken;
        this.terminal = terminal;
    }

    /** A service. @param state {@code ready}, or what is down, or {@code silent} */
    record Health(String name, String url, String state) {}

    /**
     * What is shown.
     *
     * @param at who names the services
     * @param problems why something is left out
     */
    record Shown(
            String at,
            List<Health> services,
            List<Status.Trading> trading,
            List<Status.UnknownOrder> unknownOrders,
            List<BooksReader.Account> accounts,
            List<JsonNode> decisions,
            List<String> problems) {}

    /** @return 0 when every service is ready and nothing is left out */
    int show(boolean json) throws InterruptedException, JsonProcessingException {
        Shown shown = read();
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(shown));
        } else {
            show(shown);
        }
        boolean well = shown.services().stream().allMatch(each -> each.state().equals("ready"));
        return well && shown.problems().isEmpty() ? 0 : Problem.Kind.FAILURE.exitCode();
    }

    private Shown read() throws InterruptedException {
        List<String> problems = new ArrayList<>();
        List<Health> health = new ArrayList<>();
        try (ServiceClient client = new ServiceClient(target.token())) {
            for (Service service : List.of(Service.values()).reversed()) {
                for (String url : target.endpoints().instances(service)) {
                    health.add(new Health(service.module(), url, client.state(url)));
                }
            }
            List<Status.Trading> trading = new ArrayList<>();
            for (Service service : StatusReader.TRADING) {
                trading.addAll(told(problems, () -> StatusReader.trading(target.endpoints(), service, client)));
            }
            List<Status.UnknownOrder> unknown =
                    told(problems, () -> StatusReader.unknownOrders(target.endpoints(), client));
            return new Shown(
                    target.endpoints().name(),
                    health,
                    trading,
                    unknown,
                    told(problems, this::accounts),
                    told(problems, this::decisions),
                    problems.stream().distinct().toList());
        }
    }

    private List<BooksReader.Account> accounts() throws InterruptedException {
        Optional<String> url = target.endpoints().url(Service.EXECUTION);
        if (url.isEmpty()) {
            return List.of();
        }
        try (BooksReader books = new RunningBooks(url.get(), target.token().get())) {
            return books.accounts();
        }
    }

    private List<JsonNode> decisions() throws InterruptedException {
        Optional<String> url = target.endpoints().url(Service.DECISION);
        if (url.isEmpty()) {
            return List.of();
        }
        try (DecisionClient client = new DecisionClient(url.get(), target.token())) {
            return client.page(Map.of(), DECISIONS_SHOWN, null).decisions();
        }
    }

    private interface Question<T> {
        List<T> ask() throws InterruptedException;
    }

    /** One service that refuses or is away keeps nobody from hearing of the others. */
    private <T> List<T> told(List<String> problems, Question<T> question) throws InterruptedException {
        if (!withToken) {
            return List.of();
        }
        try {
            return question.ask();
        } catch (Problem unanswered) {
            problems.add(String.valueOf(unanswered.getMessage()));
            return List.of();
        }
    }

    private void show(Shown shown) {
        terminal.line(terminal.bold("Services of " + shown.at()));
        Table table = new Table("service", "at", "state");
        shown.services()
                .forEach(each -> table.row(
                        each.name(),
                        each.url(),
                        each.state().equals("ready") ? terminal.good(each.state()) : terminal.bad(each.state())));
        terminal.lines(table.lines(terminal));
        if (shown.services().stream().anyMatch(each -> each.state().startsWith("silent"))) {
            terminal.line("Of one that is silent: is it up, is its port published or forwarded, is its address in "
                    + shown.at() + " the right one?");
        }
        if (!withToken) {
            terminal.line("Trading state, books and decisions need a token: --token-file FILE or FFE_TOKEN_FILE.");
            return;
        }
        StatusCommand.showTrading(shown.trading(), terminal);
        StatusCommand.showUnknown(shown.unknownOrders(), terminal);
        if (!shown.accounts().isEmpty()) {
            terminal.line("");
            terminal.lines(BooksView.accounts(shown.accounts(), terminal));
        }
        if (!shown.decisions().isEmpty()) {
            terminal.line("");
            terminal.line(terminal.bold("Last decisions"));
            terminal.lines(DecisionView.list(shown.decisions(), terminal));
        }
        shown.problems().forEach(problem -> terminal.line(terminal.bad("not told") + ": " + problem));
        terminal.line("");
        terminal.line(
                "Lag, ages and dead letters stand in Prometheus: ffe_consumer_lag_records, ffe_stage_age_seconds, ffe_dlq_total.");
    }
}

package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.Json;
import io.ffe.stack.read.DecisionTrail;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Decisions for a person: a list, or one of them from the tick to the fill, in the order in which things happened. */
final class DecisionView {

    private static final int SHOWN_OF_ANSWER = 600;

    private final Terminal terminal;
    private final boolean prompts;
    private final List<String> lines = new ArrayList<>();

    /** @param prompts whether instructions are shown, and not only the facts */
    DecisionView(Terminal terminal, boolean prompts) {
        this.terminal = terminal;
        this.prompts = prompts;
    }

    /** @param decisions each with {@code decisionId} and {@code decision} */
    static List<String> list(List<JsonNode> decisions, Terminal terminal) {
        Table table = new Table("as of", "symbol", "portfolio", "outcome", "action", "conf.", "tier", "why", "id");
        for (JsonNode each : decisions) {
            JsonNode decision = each.path("decision");
            JsonNode last =
                    decision.path("tierPath").path(decision.path("tierPath").size() - 1);
            String reasons = words(decision.path("reasonCodes"));
            table.row(
                    text(decision, "asOf"),
                    text(decision, "symbol") + "/" + text(decision, "timeframe"),
                    text(decision, "portfolioId"),
                    text(decision, "outcome"),
                    action(decision, terminal),
                    text(decision, "confidence"),
                    text(decision, "tier"),
                    reasons.isEmpty() ? text(last, "code") : reasons,
                    text(each, "decisionId"));
        }
        return table.lines(terminal);
    }

    /** Where a proposal ended without approval, what was proposed stands in brackets. */
    private static String action(JsonNode decision, Terminal terminal) {
        String action = text(decision, "action");
        JsonNode proposal = decision.path("proposal");
        return switch (action) {
            case "BUY" -> terminal.good(action);
            case "SELL" -> terminal.bad(action);
            default -> proposal.isMissingNode() ? action : action + " (" + text(proposal, "action") + ")";
        };
    }

    List<String> lines(DecisionTrail trail) {
        JsonNode decision = trail.record().path("decision");
        lines.add(terminal.bold("Decision " + text(trail.record(), "decisionId")) + "   "
                + text(decision, "symbol") + "/" + text(decision, "timeframe") + " as of " + text(decision, "asOf")
                + " for " + text(decision, "portfolioId") + ", " + text(decision, "origin") + ", run "
                + text(decision, "runId"));
        prices(trail);
        snapshot(trail.record().path("snapshot"));
        calls("Models", trail.record().path("modelCalls"));
        calls("Shadow (decides nothing)", trail.record().path("shadowCalls"));
        votes(decision);
        decision(decision);
        verdict(trail);
        orders(trail.executions());
        return lines;
    }

    private void prices(DecisionTrail trail) {
        title("Prices");
        if (trail.ticks().isEmpty()) {
            said("no ticks of then are kept any more");
        } else {
            Table table = new Table("tick", "bid", "ask", "price", "source");
            trail.ticks()
                    .forEach(tick -> table.row(
                            text(tick, "occurredAt"),
                            text(tick, "bid"),
                            text(tick, "ask"),
                            text(tick, "price"),
                            text(tick, "source")));
            lines.addAll(table.lines(terminal));
        }
        if (trail.bars().isEmpty()) {
            said("no bars of then are kept any more");
        } else {
            Table table = new Table("bar until", "open", "high", "low", "close", "volume", "ticks");
            trail.bars()
                    .forEach(bar -> table.row(
                            text(bar, "end"),
                            text(bar.path("price"), "open"),
                            text(bar.path("price"), "high"),
                            text(bar.path("price"), "low"),
                            text(bar.path("price"), "close"),
                            text(bar, "volume"),
                            text(bar, "tickCount")));
            lines.addAll(table.lines(terminal));
        }
    }

    private void snapshot(JsonNode snapshot) {
        title("Snapshot");
        JsonNode quality = snapshot.path("quality");
        String verdict = text(quality, "verdict");
        said((verdict.equals("VALID") ? terminal.good(verdict) : terminal.warning(verdict))
                + (quality.path("reasons").isEmpty() ? "" : " " + words(quality.path("reasons")))
                + (quality.has("detail") ? ": " + text(quality, "detail") : ""));
        JsonNode quote = snapshot.path("quote");
        said(
                quote.isMissingNode()
                        ? "no quote"
                        : "quote " + text(quote, "bid") + " / " + text(quote, "ask") + " of "
                                + text(quote, "occurredAt") + " from " + text(quote, "source"));
        said("regime " + text(snapshot, "regime") + ", volatility " + text(snapshot, "volatility"));
        Table table = new Table("", "bars", "trend", "strength", "rsi14", "adx14", "%B", "macd hist.", "atr14", "");
        snapshot.path("timeframes")
                .forEach(pulse -> table.row(
                        text(pulse, "timeframe"),
                        text(pulse, "bars"),
                        text(pulse, "trend"),
                        text(pulse, "strength"),
                        number(pulse, "rsi14"),
                        number(pulse, "adx14"),
                        number(pulse, "bollingerPercentB"),
                        number(pulse, "macdHistogram"),
                        number(pulse, "atr14"),
                        pulse.has("reason") ? "missing: " + text(pulse, "reason") : ""));
        lines.addAll(table.lines(terminal));
    }

    private void calls(String name, JsonNode calls) {
        if (calls.isEmpty() && !name.equals("Models")) {
            return;
        }
        title(name);
        if (calls.isEmpty()) {
            said("none was asked");
        }
        for (JsonNode call : calls) {
            JsonNode figures = call.path("figures");
            String outcome = text(call, "outcome");
            said(terminal.bold(text(call, "tier") + seat(call)) + " " + text(call, "model") + " with "
                    + text(call, "prompt") + ": "
                    + (outcome.equals("ANSWERED") ? terminal.good(outcome) : terminal.warning(outcome))
                    + (call.has("detail") ? ", " + text(call, "detail") : "") + ", "
                    + Figures.duration(Duration.ofMillis(call.path("tookMillis").asLong())));
            said("  digest " + text(call, "digest") + ", Ollama " + text(call, "serverVersion") + ", seed "
                    + text(call, "seed") + ", position " + text(call, "held"));
            said("  tokens " + text(figures, "promptTokens") + " in, " + text(figures, "answerTokens")
                    + " out; loading "
                    + nanos(figures, "loadNanos") + ", reading " + nanos(figures, "promptNanos") + ", writing "
                    + nanos(figures, "answerNanos") + ", in all " + nanos(figures, "totalNanos") + "; done_reason "
                    + text(figures, "doneReason"));
            JsonNode judged = call.path("judged");
            said("  " + (judged.path("usable").asBoolean() ? "usable" : "not usable, " + text(judged, "why"))
                    + (judged.has("action")
                            ? ": " + text(judged, "action") + " " + text(judged, "confidence") + " "
                                    + words(judged.path("reasonCodes"))
                            : judged.has("confidence")
                                    ? ": conviction " + text(judged, "confidence") + " "
                                            + words(judged.path("reasonCodes"))
                                    : ""));
            said("  prompt sha256 " + text(call, "promptHash") + ", answer sha256 " + text(call, "responseSha256"));
            prompt(text(call, "request"));
            answer(text(call, "response"));
        }
    }

    /** In a debate; nobody needs to be told of a model that decides alone. */
    private static String seat(JsonNode call) {
        String seat = call.path("seat").asText("SOLE");
        return seat.equals("SOLE") ? "" : " " + seat;
    }

    /** The messages of the request as it went out; by default those that hold facts. */
    private void prompt(String request) {
        try {
            JsonNode sent = Json.mapper().readTree(request);
            for (JsonNode message : sent == null ? Json.mapper().createArrayNode() : sent.path("messages")) {
                String role = text(message, "role");
                if (prompts || role.equals("user")) {
                    said("  " + role + ":");
                    text(message, "content").lines().forEach(line -> lines.add(terminal.dim("      " + plain(line))));
                }
            }
        } catch (JsonProcessingException none) {
            said("  no request went out");
        }
    }

    private void answer(String response) {
        if (response.equals("-")) {
            said("  no answer came");
            return;
        }
        String shown = response.length() > SHOWN_OF_ANSWER && !prompts
                ? response.substring(0, SHOWN_OF_ANSWER) + " ... (" + response.length()
                        + " characters, --prompts shows all)"
                : response;
        said("  answer as it came:");
        lines.add(terminal.dim("      " + plain(shown)));
    }

    private void votes(JsonNode decision) {
        title("Votes");
        if (decision.path("votes").isEmpty()) {
            said("nobody voted");
            return;
        }
        Table table = new Table("member", "version", "vote", "conf.", "weight", "reasons");
        decision.path("votes")
                .forEach(vote -> table.row(
                        text(vote, "member"),
                        text(vote, "version"),
                        vote.has("action") ? text(vote, "action") : "abstains",
                        text(vote, "confidence"),
                        number(vote, "weight"),
                        words(vote.path("reasonCodes"))));
        lines.addAll(table.lines(terminal));
    }

    private void decision(JsonNode decision) {
        title("Decision");
        said(text(decision, "outcome") + " " + action(decision, terminal) + ", confidence "
                + text(decision, "confidence")
                + (decision.has("calibratedConfidence")
                        ? ", calibrated " + number(decision, "calibratedConfidence")
                        : "")
                + ", by " + text(decision, "tier") + ", decided " + text(decision, "decidedAt") + ", valid until "
                + text(decision, "validUntil"));
        decision.path("tierPath")
                .forEach(step -> said("  " + text(step, "tier") + " " + text(step, "code")
                        + (step.has("reason") ? " " + text(step, "reason") : "")
                        + (step.has("detail") ? ": " + plain(text(step, "detail")) : "")
                        + (step.has("tookMillis") ? ", " + text(step, "tookMillis") + " ms" : "")));
        JsonNode proposal = decision.path("proposal");
        if (!proposal.isMissingNode()) {
            said("  proposed " + text(proposal, "action") + " (" + text(proposal, "mode") + "): "
                    + text(proposal, "end")
                    + (proposal.has("by") ? " by " + plain(text(proposal, "by")) : "")
                    + (proposal.has("reason") ? ", " + plain(text(proposal, "reason")) : "")
                    + (proposal.has("endedAt") ? " at " + text(proposal, "endedAt") : ""));
        }
        JsonNode chain = decision.path("chain");
        said("  number " + text(chain, "sequence") + " of its chain, hash " + text(chain, "hash"));
    }

    private void verdict(DecisionTrail trail) {
        title("Risk");
        JsonNode verdict = trail.verdict();
        if (verdict == null) {
            said("no verdict on it, or risk does not answer");
            return;
        }
        String result = text(verdict, "result");
        said((result.equals("APPROVED")
                        ? terminal.good(result)
                        : result.equals("REJECTED") ? terminal.bad(result) : result)
                + " at " + text(verdict, "decidedAt") + ", equity " + text(verdict, "equity") + ", reserved "
                + text(verdict, "reservedNotional") + ", executions through " + text(verdict, "throughExecutionSeq"));
        Table table = new Table("gate", "", "value", "limit", "unit", "detail");
        verdict.path("gates")
                .forEach(gate -> table.row(
                        text(gate, "gate"),
                        text(gate, "status").equals("FAILED") ? terminal.bad("FAILED") : text(gate, "status"),
                        text(gate, "value"),
                        text(gate, "limit"),
                        text(gate, "unit"),
                        plain(text(gate, "detail"))));
        lines.addAll(table.lines(terminal));
        JsonNode intent = verdict.path("intent");
        if (!intent.isMissingNode()) {
            String putAs = BooksView.putAs(
                    given(intent, "orderType"),
                    given(intent, "timeInForce"),
                    given(intent, "limitPrice"),
                    given(intent, "trailingDistance"));
            said("intent: " + text(intent, "purpose") + " " + text(intent, "side") + " " + text(intent, "quantity")
                    + " at about " + text(intent, "referencePrice") + ", stop " + text(intent, "stopLoss") + ", target "
                    + text(intent, "takeProfit") + (putAs.isEmpty() ? "" : "; " + putAs));
        }
    }

    private void orders(List<Execution> executions) {
        title("Orders and fills");
        if (executions.isEmpty()) {
            said("no order came of it");
            return;
        }
        Table table =
                new Table("seq.", "at", "order", "purpose", "side", "state", "filled", "fill", "fee", "result", "");
        for (Execution each : executions) {
            Execution.OrderStatus order = each.order();
            Execution.Fill fill = each.fill();
            table.row(
                    each.sequence(),
                    each.occurredAt(),
                    order == null ? "-" : order.clientOrderId(),
                    order == null ? "-" : order.purpose(),
                    order == null ? "-" : order.side(),
                    order == null ? "-" : order.state(),
                    order == null
                            ? "-"
                            : Figures.plain(order.filledQuantity()) + " of " + Figures.plain(order.quantity()),
                    fill == null ? "" : Figures.plain(fill.quantity()) + " at " + Figures.plain(fill.price()),
                    fill == null ? "" : Figures.plain(fill.fee()),
                    each.realisedPnl().signum() == 0 ? "" : Figures.amount(each.realisedPnl()),
                    each.reason() == null ? "" : plain(each.reason()));
        }
        lines.addAll(table.lines(terminal));
    }

    private void title(String name) {
        lines.add("");
        lines.add(terminal.bold(name));
    }

    private void said(String line) {
        lines.add("  " + line);
    }

    private static String nanos(JsonNode figures, String name) {
        return figures.has(name)
                ? Figures.duration(Duration.ofNanos(figures.path(name).asLong()))
                : "-";
    }

    private static String number(JsonNode node, String name) {
        return node.path(name).isNumber()
                ? String.format(Locale.ROOT, "%.2f", node.path(name).asDouble())
                : "-";
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText("").isEmpty() ? "-" : node.path(name).asText();
    }

    private static @Nullable String given(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asText() : null;
    }

    private static String words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
    }

    /** What models and others wrote must not move the cursor of whoever reads it. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\t]]", "\uFFFD");
    }
}

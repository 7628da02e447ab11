package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the members have achieved, one line each. */
final class MembersView {

    private static final int DIGEST_SHOWN = 12;
    private static final String ROW = "%-28s %-20s %-8s %7s %6s %7s %7s %8s %7s %9s %9s";

    private MembersView() {}

    /** @param answer of {@code GET /api/v1/members} */
    static List<String> lines(JsonNode answer, boolean calibration, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        if (answer.path("members").isEmpty()) {
            lines.add("no decision of portfolio " + answer.path("portfolioId").asText()
                    + " is scored yet: each is when its window is over");
            return lines;
        }
        JsonNode rates = answer.path("climatology");
        lines.add(answer.path("decisions").asLong() + " decisions of portfolio "
                + answer.path("portfolioId").asText() + " scored, resolved through "
                + answer.path("through").asText() + "; right would have been "
                + String.format(
                        Locale.ROOT,
                        "BUY %.0f %%, SELL %.0f %%, HOLD %.0f %%",
                        100 * rates.path("buy").asDouble(),
                        100 * rates.path("sell").asDouble(),
                        100 * rates.path("hold").asDouble()));
        lines.add(
                answer.path("weightsApplied").asBoolean()
                        ? "weights follow skill, and members in shadow have no vote"
                        : "weights are shown and not applied (ffe.decision.feedback.apply-weights)");
        lines.add("");
        lines.add(terminal.bold(String.format(
                Locale.ROOT,
                ROW,
                "member",
                "version",
                "state",
                "scored",
                "right",
                "Brier",
                "base",
                "skill",
                "weight",
                "earned",
                "held")));
        for (JsonNode member : answer.path("members")) {
            lines.add(line(member, terminal));
            if (calibration) {
                member.path("calibration").forEach(tenth -> calibrated(tenth, lines));
            }
        }
        lines.add("");
        lines.add(
                "Brier: mean squared error of the probability, less is better; base: of who knows base rates only; skill: 1 -"
                        + " Brier / base. earned: mean return of following it after costs; held: of buying and holding.");
        return lines;
    }

    private static String line(JsonNode member, Terminal terminal) {
        String digest = member.path("digest").asText();
        String name = member.path("member").asText()
                + (digest.isEmpty() ? "" : "@" + digest.substring(0, Math.min(DIGEST_SHOWN, digest.length())));
        String state = member.path("state").asText();
        String row = String.format(
                Locale.ROOT,
                ROW,
                name,
                member.path("version").asText(),
                state,
                member.path("scored").asLong(),
                share(member.path("right").asLong(), member.path("scored").asLong()),
                String.format(Locale.ROOT, "%.3f", member.path("brier").asDouble()),
                String.format(
                        Locale.ROOT, "%.3f", member.path("climatologyBrier").asDouble()),
                String.format(
                        Locale.ROOT, "%+.1f %%", 100 * member.path("skill").asDouble()),
                String.format(Locale.ROOT, "x%.2f", member.path("weight").asDouble()),
                String.format(
                        Locale.ROOT, "%+.3f %%", 100 * member.path("meanReturn").asDouble()),
                String.format(
                        Locale.ROOT,
                        "%+.3f %%",
                        100 * member.path("buyAndHoldReturn").asDouble()));
        return state.equals("SHADOW") ? terminal.dim(row) : row;
    }

    private static void calibrated(JsonNode tenth, List<String> lines) {
        long scored = tenth.path("scored").asLong();
        if (scored > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "    said %d to %d %%: right %s of %d%s",
                    tenth.path("from").asInt(),
                    tenth.path("to").asInt() - 1,
                    share(tenth.path("right").asLong(), scored),
                    scored,
                    tenth.path("probability").isNumber()
                            ? String.format(
                                    Locale.ROOT,
                                    ", taken for %.0f %%",
                                    100 * tenth.path("probability").asDouble())
                            : ""));
        }
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : Math.round(100.0 * part / whole) + " %";
    }
}

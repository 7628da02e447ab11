package io.ffe.decision.rest;

import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.Vote;
import io.ffe.schema.serde.CoreHash;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions as lines of CSV by RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
final class DecisionCsv {

    static final String HEADER =
            "decisionId,portfolioId,symbol,timeframe,asOf,decidedAt,validUntil,outcome,action,confidence,"
                    + "calibratedConfidence,tier,tierPath,reasonCodes,decider,deciderVersion,proposal,proposedAction,proposalEnd,"
                    + "proposalBy,proposalReason,snapshotId,chainSequence,coreHash\r\n";

    private DecisionCsv() {}

    static String line(Decision decision) {
        Proposal proposal = decision.proposal();
        ChainLink chain = decision.chain();
        Vote first = decision.votes().stream()
                .filter(vote -> vote.weight() == 1)
                .findFirst()
                .orElse(null);
        return cells(
                decision.decisionId(),
                decision.portfolioId(),
                decision.symbol(),
                decision.timeframe().label(),
                decision.asOf(),
                decision.decidedAt(),
                decision.validUntil(),
                decision.outcome(),
                decision.action(),
                decision.confidence(),
                decision.calibratedConfidence(),
                decision.tier(),
                decision.tierPath().stream().map(DecisionCsv::step).collect(Collectors.joining(" ")),
                String.join(" ", decision.reasonCodes()),
                first == null ? null : first.member(),
                first == null ? null : first.version(),
                proposal == null ? null : proposal.mode(),
                proposal == null ? null : proposal.action(),
                proposal == null ? null : proposal.end(),
                proposal == null ? null : proposal.by(),
                proposal == null ? null : proposal.reason(),
                decision.snapshotId(),
                chain == null ? null : chain.sequence(),
                CoreHash.of(decision));
    }

    private static String step(TierStep step) {
        return step.tier() + "=" + step.code() + (step.reason() == null ? "" : "/" + step.reason());
    }

    private static String cells(@Nullable Object... values) {
        return Arrays.stream(values).map(DecisionCsv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String cell(@Nullable Object value) {
        String text = Objects.toString(value, "");
        String plain = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return plain.matches("[^\",\r\n]*") ? plain : "\"" + plain.replace("\"", "\"\"") + "\"";
    }
}

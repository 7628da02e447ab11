package io.ffe.decision.rest;

import io.ffe.decision.MemberReports;
import io.ffe.decision.MemberReports.Achieved;
import io.ffe.decision.MemberReports.Report;
import io.ffe.decision.domain.Scores;
import io.ffe.decision.domain.Scores.Bin;
import io.ffe.decision.domain.Standing.State;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.money.Symbols;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the members of the ensemble have achieved, and the outcomes that say so. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "members", description = "What those who decide have achieved")
public class MemberResource {

    private static final int MOST = 500;

    private final MemberReports reports;

    MemberResource(MemberReports reports) {
        this.reports = reports;
    }

    /**
     * The members of a portfolio's decisions.
     *
     * @param from first resolvedAt that counts, absent before the first outcome like all times here
     * @param through resolvedAt of the newest outcome
     * @param weightsApplied whether weights and states count in votes, or are only shown
     * @param decisions that were scored
     */
    public record Members(
            String portfolioId,
            @Nullable Instant from,
            @Nullable Instant through,
            boolean weightsApplied,
            long decisions,
            @Nullable BaseRates climatology,
            List<Member> members) {}

    /** How often each action would have been right, 0 to 1, whoever says it. */
    public record BaseRates(double buy, double sell, double hold) {}

    /**
     * One member, or the decisions of one tier as the member {@code decision}.
     *
     * @param version of the strategy, id and version of the prompt, or the tier
     * @param digest of the model, empty for others
     * @param weight what the member's weight is multiplied with, were weights applied
     * @param scored sample size
     * @param brier mean squared error of its calibrated probability
     * @param rawBrier the same by its confidence as stated
     * @param climatologyBrier of one who knows base rates only, on the same decisions
     * @param skill 1 - brier / climatologyBrier
     * @param judged how much of it was said with a calibrated probability; weight and state go by that
     * @param judgedSkill skill in that
     * @param gainAtBest largest gain over climatology that is still likely in it (95 %); below zero with enough of it is shadow;
     *     absent with fewer than two
     * @param meanReturn of following it, after costs, a fraction for each decision
     * @param buyAndHoldReturn of buying and holding over the same windows
     */
    public record Member(
            String member,
            String version,
            String digest,
            State state,
            double weight,
            long scored,
            long right,
            double brier,
            double rawBrier,
            double climatologyBrier,
            double skill,
            double rawSkill,
            long judged,
            double judgedSkill,
            @Nullable Double gainAtBest,
            double meanReturn,
            double buyAndHoldReturn,
            List<Tenth> calibration,
            List<InRegime> regimes) {

        static Member of(Achieved member) {
            Scores scores = member.achieved().scores();
            double best = scores.judged().gainAtBest();
            return new Member(
                    member.key().member(),
                    member.key().version(),
                    member.key().digest(),
                    member.standing().state(),
                    member.standing().factor(),
                    scores.scored(),
                    scores.right(),
                    scores.brierScore(),
                    scores.rawBrierScore(),
                    scores.climatologyScore(),
                    scores.skill(),
                    scores.rawSkill(),
                    scores.judged().sayings(),
                    scores.judged().skill(),
                    Double.isFinite(best) ? best : null,
                    member.achieved().meanEarned(),
                    member.achieved().meanHeld(),
                    IntStream.range(0, Scores.BINS)
                            .mapToObj(bin -> Tenth.of(bin, scores.bins().get(bin), member))
                            .toList(),
                    member.achieved().byRegime().entrySet().stream()
                            .map(entry -> InRegime.of(entry.getKey(), entry.getValue()))
                            .toList());
        }
    }

    /**
     * What became of confidences from {@code from} to below {@code to} percent.
     *
     * @param probability that they are taken for; absent while there are too few scores to calibrate
     */
    public record Tenth(
            int from,
            int to,
            long scored,
            long right,
            @Nullable Double probability) {

        static Tenth of(int bin, Bin counted, Achieved member) {
            List<Double> calibrated = member.standing().calibrated();
            return new Tenth(
                    bin * 10,
                    bin == Scores.BINS - 1 ? 101 : bin * 10 + 10,
                    counted.scored(),
                    counted.right(),
                    calibrated.isEmpty() ? null : calibrated.get(bin));
        }
    }

    /** The same in one state of the market, UNKNOWN where a snapshot had none. */
    public record InRegime(
            String regime, long scored, long right, double brier, double climatologyBrier, double skill) {

        static InRegime of(String regime, Scores scores) {
            return new InRegime(
                    regime,
                    scores.scored(),
                    scores.right(),
                    scores.brierScore(),
                    scores.climatologyScore(),
                    scores.skill());
        }
    }

    /** Outcomes as they are on the topic. */
    public record Outcomes(List<Outcome> outcomes) {}

    @GET
    @Path("members")
    @Operation(summary = "Brier score, skill, calibration, weight and state of everybody who votes")
    public Members members(
            @QueryParam("portfolio") @DefaultValue("main") @Parameter(example = "main") String portfolio) {
        require(portfolio);
        return reports.report(portfolio)
                .map(report -> members(portfolio, report))
                .orElseGet(() -> new Members(portfolio, null, null, false, 0, null, List.of()));
    }

    @GET
    @Path("outcomes")
    @Operation(summary = "The last outcomes of a symbol, newest first")
    public Outcomes outcomes(
            @QueryParam("symbol") @Parameter(required = true, example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("portfolio") @DefaultValue("main") @Parameter(example = "main") String portfolio,
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        require(portfolio);
        if (symbol == null || !Symbols.isValid(symbol)) {
            throw Mistake.badRequest(
                    "SYMBOL", "symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
        return new Outcomes(reports.latest(portfolio, symbol, Mistake.limit(limit, MOST)));
    }

    private void require(String portfolio) {
        if (!reports.knows(portfolio)) {
            throw Mistake.notFound(
                    "NO_SUCH_PORTFOLIO", "portfolio is '" + portfolio + "', expected one of ffe.decision.portfolios");
        }
    }

    private static Members members(String portfolio, Report report) {
        return new Members(
                portfolio,
                report.from(),
                report.through(),
                report.applied(),
                report.climatology().decisions(),
                new BaseRates(
                        report.climatology().of(Action.BUY),
                        report.climatology().of(Action.SELL),
                        report.climatology().of(Action.HOLD)),
                report.members().stream().map(Member::of).toList());
    }
}

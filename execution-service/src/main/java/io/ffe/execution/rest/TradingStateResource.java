package io.ffe.execution.rest;

import io.ffe.execution.AccountAge;
import io.ffe.execution.OrderThread;
import io.ffe.execution.RiskSilence;
import io.ffe.execution.TradingLatch;
import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.TradingState.Entry;
import io.ffe.execution.domain.TradingState.Source;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.event.Control;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether entries may leave here. The way in that works without Kafka, risk and the database. */
@Path("/api/v1/trading-state")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "trading state", description = "Whether entries may leave here; works without Kafka, risk and the database")
public class TradingStateResource {

    private final TradingLatch latch;
    private final RiskSilence silence;
    private final AccountAge account;
    private final OrderThread orders;
    private final ExecutionConfig config;

    TradingStateResource(
            TradingLatch latch, RiskSilence silence, AccountAge account, OrderThread orders, ExecutionConfig config) {
        this.latch = latch;
        this.silence = silence;
        this.account = account;
        this.orders = orders;
        this.config = config;
    }

    /**
     * Whether entries may leave.
     *
     * @param states everything that was said, by source and scope
     * @param portfolios what is in force for each that is traded here
     * @param kept where the state is kept by now, beside memory
     * @param signalOnly portfolios whose account the venue has not told for too long, whatever the state: no entry leaves
     * @param riskSilent why entries are stopped although the state is ACTIVE; absent while risk is heard
     */
    public record StatesView(
            List<StateView> states,
            List<PortfolioView> portfolios,
            TradingLatch.Kept kept,
            List<AccountAge.Unsized> signalOnly,
            @Nullable String riskSilent) {}

    /**
     * A state that was said.
     *
     * @param source where it came from, and where it is lifted
     */
    public record StateView(
            Source source,
            String scope,
            Control.State state,
            long epoch,
            String actor,
            String reason,
            Instant changedAt,
            @Nullable Boolean flatten) {

        static StateView of(Entry entry) {
            Control control = entry.control();
            return new StateView(
                    entry.source(),
                    control.scope(),
                    control.state(),
                    control.epoch(),
                    control.actor(),
                    control.reason(),
                    control.changedAt(),
                    control.flatten());
        }
    }

    /** The most restrictive of all that concerns a portfolio. */
    public record PortfolioView(String portfolioId, StateView inForce) {}

    @GET
    @Operation(summary = "Everything that was said, by source and scope, and what is in force for each portfolio")
    public StatesView states() {
        return new StatesView(
                latch.state().entries().map(StateView::of).toList(),
                config.portfolios().stream()
                        .map(portfolio -> new PortfolioView(portfolio, StateView.of(latch.inForce(portfolio))))
                        .toList(),
                latch.kept(),
                account.signalOnly(),
                silence.stopsEntries().orElse(null));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    @Operation(
            summary =
                    "Halts, reduces or resumes here; the answer is the new state. A resume has to name the epoch that it lifts,"
                            + " and lifts what was told here directly: what risk says is lifted at risk")
    @APIResponseSchema(StateView.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public StateView change(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ControlRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        ControlCommand command = command(body, caller.getUserPrincipal().getName());
        if (!command.scope().equals(Control.ALL) && !config.portfolios().contains(command.scope())) {
            throw Mistake.badRequest(
                    "CONTROL", "scope is '" + command.scope() + "', expected * or one of " + config.portfolios());
        }
        Outcome outcome = latch.command(command);
        orders.wake();
        return switch (outcome) {
            case Outcome.Changed(Control next) -> StateView.of(new Entry(Source.DIRECT, next));
            case Outcome.Refused(Control current, String why) ->
                throw Mistake.conflict(
                        "EPOCH", "of what was told here directly, " + why + ". What risk says is lifted at risk");
        };
    }

    private static ControlCommand command(String body, String tokenHolder) {
        try {
            return ControlRequest.read(body).command(tokenHolder);
        } catch (ControlRequest.Unfit unfit) {
            throw Mistake.badRequest("CONTROL", String.valueOf(unfit.getMessage()));
        }
    }
}

package io.ffe.execution.rest;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.ExecutionControl;
import io.ffe.execution.domain.ExecutionControl.Parameter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue of execution's controls with the values in force. */
@Path("/api/v1/controls")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "controls", description = "What stands between a verdict and the venue")
public class ControlsResource {

    private final ExecutionConfig config;

    ControlsResource(ExecutionConfig config) {
        this.config = config;
    }

    /**
     * One control, in catalogue order.
     *
     * @param appliesTo which orders have to pass it, in words
     * @param rule the regulatory or industry control that it stands for
     */
    public record ControlView(
            String control,
            String appliesTo,
            String asks,
            String rule,
            List<ParameterView> parameters,
            String provenBy) {}

    /** A key below {@code ffe.execution.} and what it is set to. */
    public record ParameterView(String parameter, String value) {}

    @GET
    @Operation(summary = "All controls of execution, with the values in force and the tests that prove them")
    public List<ControlView> all() {
        return Arrays.stream(ExecutionControl.values()).map(this::view).toList();
    }

    private ControlView view(ExecutionControl control) {
        return new ControlView(
                control.name(),
                control.scope().text(),
                control.asks(),
                control.rule(),
                control.parameters().stream()
                        .map(parameter -> new ParameterView(parameter.key(), value(parameter)))
                        .toList(),
                String.join(", ", control.tests()));
    }

    private String value(Parameter parameter) {
        ExecutionConfig.Venue venue = config.venue();
        return switch (parameter) {
            case TRADING_STATE_FILE -> config.tradingStateFile().toString();
            case MAX_RISK_SILENCE -> config.maxRiskSilence().toString();
            case MAX_ACCOUNT_AGE -> venue.maxAccountAge().toString();
            case MAX_QUOTE_AGE -> config.maxQuoteAge().toString();
            case MAX_QUOTE_SKEW -> config.maxQuoteSkew().toString();
            case VENUE_NAME -> venue.name();
            case VENUE_REAL -> String.valueOf(venue.real());
            case IN_FLIGHT_WINDOW -> venue.inFlightWindow().toString();
            case FIRST_PAUSE -> config.asking().firstPause().toString();
            case LONGEST_PAUSE -> config.asking().longestPause().toString();
            case ESCALATE_AFTER -> config.asking().escalateAfter().toString();
            case COMPARE_INTERVAL -> venue.compareInterval().toString();
            case CASH_TOLERANCE -> venue.cashTolerance().toPlainString();
            case REQUESTS_PER_SECOND -> String.valueOf(venue.coinbase().requestsPerSecond());
            case KEPT_FOR_CANCELS -> String.valueOf(venue.coinbase().keptForCancels());
            case BREAKER_DELAY -> venue.coinbase().breakerDelay().toString();
            case ENTRY_COLLAR -> venue.coinbase().entryCollar().toPlainString();
        };
    }
}

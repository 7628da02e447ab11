package io.ffe.execution.rest;

import io.ffe.execution.Views;
import io.ffe.execution.domain.ExecutionFilter;
import io.ffe.execution.domain.OrderFilter;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.statement.Statement;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Portfolios, orders, executions and the ledger, to look at. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "books", description = "Portfolios, orders, executions and the ledger")
public class BooksResource {

    private static final int MOST = 1000;
    private static final int MOST_LINES = 5000;
    private static final String NEXT = "FFE-Next-After";
    private static final String SINCE = "Not before this time, as in 2024-08-05T01:15:00Z";
    private static final String LIMIT = "At most so many";

    private final Views views;

    BooksResource(Views views) {
        this.views = views;
    }

    @GET
    @Path("/portfolios/{id}")
    @Operation(summary = "A portfolio at its last valuation; not there when nothing of it was ever booked")
    public Views.PortfolioView portfolio(@PathParam("id") @Parameter(example = "main") String id) {
        return views.portfolio(id).orElseThrow(() -> neverBooked(id));
    }

    @GET
    @Path("/accounts")
    @Operation(summary = "Balance, equity, margin, free margin and leverage of every portfolio at its last valuation")
    public List<Views.AccountView> accounts() {
        return views.accounts();
    }

    @GET
    @Path("/positions")
    @Operation(summary = "Open positions of every portfolio at their last marks")
    public List<Views.HeldView> positions() {
        return views.positions();
    }

    @GET
    @Path("/portfolios/{id}/statement")
    @Produces("text/csv")
    @Operation(
            summary =
                    "Every fill and payment of a portfolio as CSV, oldest first. Header FFE-Next-After, when it is there, is"
                            + " the value of after that asks for the next page")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "text/csv"))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response statement(
            @PathParam("id") @Parameter(example = "main") String id,
            @QueryParam("after") @DefaultValue("0") @Parameter(description = "Only lines beyond this sequence")
                    long after,
            @QueryParam("limit")
                    @DefaultValue("1000")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "5000"))
                    int limit) {
        if (after < 0) {
            throw Mistake.badRequest("AFTER", "after is " + after + ", expected a sequence, 0 or more");
        }
        Views.StatementPage page =
                views.statement(id, after, Mistake.limit(limit, MOST_LINES)).orElseThrow(() -> neverBooked(id));
        StringBuilder csv = new StringBuilder(Statement.HEADER).append("\r\n");
        page.lines().forEach(line -> csv.append(line).append("\r\n"));
        Response.ResponseBuilder answer = Response.ok(csv.toString());
        page.next().ifPresent(next -> answer.header(NEXT, next));
        return answer.build();
    }

    @GET
    @Path("/orders")
    @Operation(summary = "The newest orders first, of a portfolio, a symbol, in a state, or decided since")
    public List<Views.OrderView> orders(
            @QueryParam("portfolio") @Nullable String portfolio,
            @QueryParam("symbol") @Nullable String symbol,
            @QueryParam("state") @Parameter(schema = @Schema(implementation = OrderState.class)) @Nullable String state,
            @QueryParam("since") @Parameter(description = SINCE) @Nullable String since,
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit) {
        return views.orders(
                new OrderFilter(portfolio, symbol, one(OrderState.class, "state", state), time(since)),
                Mistake.limit(limit, MOST));
    }

    @GET
    @Path("/executions")
    @Operation(summary = "The newest executions first, of a portfolio, a kind, a symbol, or since")
    public List<Execution> executions(
            @QueryParam("portfolio") @Nullable String portfolio,
            @QueryParam("kind") @Parameter(schema = @Schema(implementation = Execution.Kind.class)) @Nullable
                    String kind,
            @QueryParam("symbol") @Nullable String symbol,
            @QueryParam("since") @Parameter(description = SINCE) @Nullable String since,
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit) {
        return views.executions(
                new ExecutionFilter(portfolio, one(Execution.Kind.class, "kind", kind), symbol, time(since)),
                Mistake.limit(limit, MOST));
    }

    @GET
    @Path("/ledger")
    @Operation(summary = "Balances by account, and the sum of all entries by currency")
    public Views.LedgerView ledger() {
        return views.ledger();
    }

    private static WebApplicationException neverBooked(String id) {
        return Mistake.notFound(
                "NOT_FOUND",
                "nothing was ever booked for portfolio '" + id + "'; traded ones are in ffe.execution.portfolios");
    }

    private static <E extends Enum<E>> @Nullable E one(Class<E> type, String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> Mistake.badRequest(
                        name.toUpperCase(Locale.ROOT),
                        name + " is '" + value + "', expected one of " + Arrays.toString(type.getEnumConstants())));
    }

    private static @Nullable Instant time(@Nullable String since) {
        try {
            return since == null ? null : Instant.parse(since);
        } catch (DateTimeParseException wrong) {
            throw Mistake.badRequest("SINCE", "since is '" + since + "', expected a time as in 2024-08-05T01:15:00Z");
        }
    }
}

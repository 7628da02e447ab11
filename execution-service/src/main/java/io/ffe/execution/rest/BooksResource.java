package io.ffe.execution.rest;

import io.ffe.execution.Views;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Execution;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Portfolios, orders, executions and the ledger, to look at. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "books", description = "Portfolios, orders, executions and the ledger")
public class BooksResource {

    private static final int MOST = 1000;
    private static final String LIMIT = "At most so many";

    private final Views views;

    BooksResource(Views views) {
        this.views = views;
    }

    @GET
    @Path("/portfolios/{id}")
    @Operation(summary = "A portfolio at its last valuation; not there when nothing of it was ever booked")
    public Views.PortfolioView portfolio(@PathParam("id") @Parameter(example = "main") String id) {
        return views.portfolio(id)
                .orElseThrow(() -> Mistake.notFound(
                        "NOT_FOUND",
                        "nothing was ever booked for portfolio '" + id
                                + "'; traded ones are in ffe.execution.portfolios"));
    }

    @GET
    @Path("/orders")
    @Operation(summary = "The newest orders first")
    public List<Views.OrderView> orders(
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit) {
        return views.orders(Mistake.limit(limit, MOST));
    }

    @GET
    @Path("/executions")
    @Operation(summary = "The newest executions first")
    public List<Execution> executions(
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit) {
        return views.executions(Mistake.limit(limit, MOST));
    }

    @GET
    @Path("/ledger")
    @Operation(summary = "Balances by account, and the sum of all entries by currency")
    public Views.LedgerView ledger() {
        return views.ledger();
    }
}

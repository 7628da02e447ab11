package io.ffe.execution.rest;

import io.ffe.execution.Views;
import io.ffe.schema.event.Execution;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Portfolios, orders, executions and the ledger, to look at. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
public class BooksResource {

    private static final int MOST = 1000;

    private final Views views;

    BooksResource(Views views) {
        this.views = views;
    }

    /** A portfolio at its last valuation; 404 when nothing of it was ever booked. */
    @GET
    @Path("/portfolios/{id}")
    public Views.PortfolioView portfolio(@PathParam("id") String id) {
        return views.portfolio(id)
                .orElseThrow(() -> new NotFoundException("nothing was ever booked for portfolio '" + id
                        + "'; traded ones are in ffe.execution.portfolios"));
    }

    /** The newest orders first. @param limit 1 to 1000 */
    @GET
    @Path("/orders")
    public List<Views.OrderView> orders(@QueryParam("limit") @DefaultValue("50") int limit) {
        return views.orders(Math.clamp(limit, 1, MOST));
    }

    /** The newest executions first. @param limit 1 to 1000 */
    @GET
    @Path("/executions")
    public List<Execution> executions(@QueryParam("limit") @DefaultValue("50") int limit) {
        return views.executions(Math.clamp(limit, 1, MOST));
    }

    /** Balances by account, and the sum of all entries by currency. */
    @GET
    @Path("/ledger")
    public Views.LedgerView ledger() {
        return views.ledger();
    }
}

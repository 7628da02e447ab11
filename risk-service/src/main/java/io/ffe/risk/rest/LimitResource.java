package io.ffe.risk.rest;

import io.ffe.risk.RiskView;
import io.ffe.risk.domain.limit.PortfolioTerms;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;

/** The limits in force, by portfolio. */
@Path("/api/v1/limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
public class LimitResource {

    private final RiskView view;

    LimitResource(RiskView view) {
        this.view = view;
    }

    @GET
    public Collection<PortfolioTerms> all() {
        return view.terms();
    }
}

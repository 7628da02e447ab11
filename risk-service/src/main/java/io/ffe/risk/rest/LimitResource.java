package io.ffe.risk.rest;

import io.ffe.risk.RiskView;
import io.ffe.risk.domain.limit.PortfolioTerms;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The limits in force, by portfolio. */
@Path("/api/v1/limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "limits", description = "The limits in force")
public class LimitResource {

    private final RiskView view;

    LimitResource(RiskView view) {
        this.view = view;
    }

    @GET
    @Operation(summary = "The limits in force, by portfolio")
    public Collection<PortfolioTerms> all() {
        return view.terms();
    }
}

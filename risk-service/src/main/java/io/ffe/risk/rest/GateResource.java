package io.ffe.risk.rest;

import io.ffe.risk.domain.gate.Gate;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The gate catalogue. */
@Path("/api/v1/gates")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "gates", description = "The gate catalogue")
public class GateResource {

    /** One gate, in catalogue order. */
    public record GateView(
            String gate,
            Gate.Scope appliesTo,
            String unit,
            String parameters,
            String asks,
            String control,
            String provenBy) {

        static GateView of(Gate gate) {
            return new GateView(
                    gate.name(),
                    gate.scope(),
                    gate.unit().text(),
                    gate.parameters(),
                    gate.asks(),
                    gate.control(),
                    gate.provenBy());
        }
    }

    @GET
    @Operation(summary = "All gates, in the order in which a verdict lists them")
    public List<GateView> all() {
        return Arrays.stream(Gate.values()).map(GateView::of).toList();
    }
}

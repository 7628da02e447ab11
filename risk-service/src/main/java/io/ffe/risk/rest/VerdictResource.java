package io.ffe.risk.rest;

import io.ffe.messaging.rest.Mistake;
import io.ffe.risk.RiskView;
import io.ffe.schema.event.Verdict;
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

/** Verdicts as they stand on the topic. */
@Path("/api/v1/verdicts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "verdicts", description = "Verdicts as they stand on the topic")
public class VerdictResource {

    private static final int MOST = 500;

    private final RiskView view;

    VerdictResource(RiskView view) {
        this.view = view;
    }

    @GET
    @Operation(summary = "The newest verdicts first")
    public List<Verdict> newest(
            @QueryParam("limit")
                    @DefaultValue("20")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        return view.newestVerdicts(Mistake.limit(limit, MOST));
    }

    @GET
    @Path("{decisionId}")
    @Operation(summary = "The verdict on a decision")
    public Verdict on(
            @PathParam("decisionId") @Parameter(example = "a945c4fb-dbc0-884c-a245-d751f6e485e6") String decisionId) {
        return view.verdictOn(decisionId)
                .orElseThrow(() ->
                        Mistake.notFound("NOT_FOUND", "no verdict on decision '" + decisionId + "' was given here"));
    }
}

package io.ffe.risk.rest;

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

/** Verdicts as they stand on the topic. */
@Path("/api/v1/verdicts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
public class VerdictResource {

    private static final int MOST = 500;

    private final RiskView view;

    VerdictResource(RiskView view) {
        this.view = view;
    }

    /**
     * The newest first.
     *
     * @param limit 1 to 500
     */
    @GET
    public List<Verdict> newest(@QueryParam("limit") @DefaultValue("20") String limit) {
        return view.newestVerdicts(count(limit));
    }

    /** The verdict on a decision. */
    @GET
    @Path("{decisionId}")
    public Verdict on(@PathParam("decisionId") String decisionId) {
        return view.verdictOn(decisionId)
                .orElseThrow(() -> Problem.notFound("no verdict on decision " + decisionId + " was given here"));
    }

    private static int count(String limit) {
        try {
            int count = Integer.parseInt(limit);
            if (count >= 1 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with what was expected.
        }
        throw Problem.badRequest("limit is " + limit + ", expected a whole number from 1 to " + MOST);
    }
}

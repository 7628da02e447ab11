package io.ffe.decision.rest;

import io.ffe.decision.PromptCatalogue;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The prompts that are published. */
@Path("/api/v1/prompts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "prompts", description = "The prompts that are published")
public class PromptResource {

    private final PromptCatalogue catalogue;

    PromptResource(PromptCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Prompts by name. */
    public record Prompts(List<PromptCatalogue.Published> prompts) {}

    @GET
    @Operation(summary = "All published prompts with their hashes, and which one decides and which is on trial")
    public Prompts all() {
        return new Prompts(catalogue.all());
    }
}

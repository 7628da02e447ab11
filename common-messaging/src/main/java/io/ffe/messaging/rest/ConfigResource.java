package io.ffe.messaging.rest;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.config.EffectiveConfig;
import io.ffe.messaging.config.Setting;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What a service is set to. For those who set it: addresses, files and account numbers are nobody else's business, and prices
 * and decisions, which are everybody's, are elsewhere.
 */
@Path("/api/v1/config")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"operator", "admin"})
@Tag(name = "config", description = "What the service is set to")
public class ConfigResource {

    private final EffectiveConfig config;
    private final RunConfig run;

    ConfigResource(EffectiveConfig config, RunConfig run) {
        this.config = config;
        this.run = run;
    }

    /** The settings of one service, by key. */
    public record Settings(String service, List<Setting> settings) {}

    @GET
    @Operation(
            summary = "What each key of FFE is set to here, and where that comes from",
            description = "Every key that the service knows, by name. Of a secret only whether it is set.")
    public Settings settings() {
        return new Settings(run.stage().label(), config.settings());
    }
}

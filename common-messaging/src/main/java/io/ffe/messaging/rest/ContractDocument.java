package io.ffe.messaging.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/**
 * What the OpenAPI documents of all services have in common, said once: how a mistake looks, and which operation answers with
 * one. Runs when a service is built.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ContractDocument implements OASFilter {

    private static final String BAD_REQUEST = "BadRequest";
    private static final String UNAUTHORIZED = "Unauthorized";
    private static final String FORBIDDEN = "Forbidden";
    private static final String NOT_FOUND = "NotFound";
    private static final String CONFLICT = "Conflict";
    private static final String TOO_MANY = "TooMany";
    private static final String ELSEWHERE = "Elsewhere";
    private static final String UNAVAILABLE = "Unavailable";

    /** In the order in which the document lists them. */
    private static final Map<String, String> MEANINGS = new TreeMap<>(Map.of(
            BAD_REQUEST, "A parameter is missing or wrong.",
            UNAUTHORIZED,
                    "There is no token. Without a body when there is one that has ended or is not signed by this installation.",
            FORBIDDEN, "The token has none of the roles that the operation needs.",
            NOT_FOUND, "There is nothing under this name.",
            TOO_MANY, "The caller asks too often; Retry-After says when to ask again.",
            ELSEWHERE, "Another instance of the service has it: detail names it.",
            CONFLICT, "The state is another one than the request names.",
            UNAVAILABLE, "It cannot be answered now: error and detail say what is away."));

    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");

    private final IndexView classes;

    /** @param classes of the service and of what it is made of */
    public ContractDocument(IndexView classes) {
        this.classes = classes;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        if (components == null) {
            components = OASFactory.createComponents();
            document.setComponents(components);
        }
        if (components.getSchemas() != null) {
            components.getSchemas().forEach(this::required);
        }
        components.addSchema("Mistake", mistake());
        for (Map.Entry<String, String> meaning : MEANINGS.entrySet()) {
            components.addResponse(
                    meaning.getKey(),
                    OASFactory.createAPIResponse()
                            .description(meaning.getValue())
                            .content(OASFactory.createContent()
                                    .addMediaType(
                                            "application/json",
                                            OASFactory.createMediaType()
                                                    .schema(OASFactory.createSchema()
                                                            .ref("#/components/schemas/Mistake")))));
        }
        if (document.getPaths() != null) {
            document.getPaths()
                    .getPathItems()
                    .values()
                    .forEach(path -> path.getOperations().values().forEach(ContractDocument::answers));
        }
    }

    /** What a record always has is required: all but what is said to be nullable. A name that two records share is left alone. */
    private void required(String name, Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        List<List<String>> found = classes.getKnownClasses().stream()
                .filter(type -> type.isRecord() && simpleName(type).equals(name))
                .filter(type -> type.recordComponents().stream()
                        .map(RecordComponentInfo::name)
                        .collect(Collectors.toSet())
                        .equals(schema.getProperties().keySet()))
                .map(ContractDocument::neverNull)
                .distinct()
                .toList();
        if (found.size() == 1 && !found.getFirst().isEmpty()) {
            schema.setRequired(found.getFirst());
        }
    }

    private static List<String> neverNull(ClassInfo type) {
        return type.recordComponents().stream()
                .filter(component -> !component.type().hasAnnotation(NULLABLE))
                .map(RecordComponentInfo::name)
                .toList();
    }

    private static String simpleName(ClassInfo type) {
        String name = type.name().toString();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    private static void answers(Operation operation) {
        APIResponses responses = operation.getResponses();
        if (responses == null) {
            responses = OASFactory.createAPIResponses();
            operation.setResponses(responses);
        }
        responses.addAPIResponse("401", reference(UNAUTHORIZED));
        responses.addAPIResponse("403", reference(FORBIDDEN));
        responses.addAPIResponse("429", reference(TOO_MANY));
        // Any of them may ask a database that is away for a moment; some say more of it themselves.
        if (responses.getAPIResponse("503") == null) {
            responses.addAPIResponse("503", reference(UNAVAILABLE));
        }
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        if (parameters.stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.QUERY)) {
            responses.addAPIResponse("400", reference(BAD_REQUEST));
        }
        if (parameters.stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.PATH)) {
            responses.addAPIResponse("404", reference(NOT_FOUND));
        }
    }

    private static APIResponse reference(String response) {
        return OASFactory.createAPIResponse().ref("#/components/responses/" + response);
    }

    private static Schema mistake() {
        return OASFactory.createSchema()
                .description("What was wrong with a request.")
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("error", text("A code for programs.").addExample("LIMIT"))
                .addProperty(
                        "detail",
                        text("For a person: names the value and what was expected.")
                                .addExample("limit is 0, expected 1 to 5000"))
                .required(List.of("error", "detail"));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }
}

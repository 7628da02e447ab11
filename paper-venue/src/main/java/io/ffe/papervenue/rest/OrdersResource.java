package io.ffe.papervenue.rest;

import io.ffe.papervenue.Placed;
import io.ffe.papervenue.Venue;
import io.ffe.papervenue.domain.PlaceOrder;
import io.ffe.papervenue.domain.VenueOrder;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders: placed once for each clientOrderId, looked up by it, canceled. */
@Path("/api/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "orders", description = "Placed once for each clientOrderId, looked up by it, canceled")
public class OrdersResource {

    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    private final Venue venue;
    private final Caller caller;

    OrdersResource(Venue venue, Caller caller) {
        this.venue = venue;
        this.caller = caller;
    }

    /** One order in an answer. */
    record OneOrder(OrderView order) {}

    /** Orders in an answer, in the order of their arrival. */
    record SomeOrders(List<OrderView> orders) {}

    @POST
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Place an order. A repeated clientOrderId is refused with the order that has it")
    @APIResponse(
            responseCode = "201",
            description = "accepted, and on disk",
            content = @Content(schema = @Schema(implementation = OneOrder.class)))
    @APIResponse(
            responseCode = "400",
            description = "the body is not JSON",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    @APIResponse(
            responseCode = "409",
            description = "the clientOrderId was used before",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    @APIResponse(
            responseCode = "422",
            description = "not taken; with an order: recorded as REJECTED",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    @APIResponse(
            responseCode = "503",
            description = "not now; ask for the order before anything else",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public Response place(
            PlaceOrder request,
            @HeaderParam(RequestHeaders.LOGICAL_NOW) @Nullable String logicalNow,
            @HeaderParam(RequestHeaders.TRACEPARENT) @Nullable String traceparent,
            @Context HttpServerRequest http)
            throws InterruptedException {
        if (request == null) {
            return Failure.invalid("the body is empty, expected an order as JSON");
        }
        caller.mustOwn(request.portfolioId());
        Placed placed =
                venue.place(request, RequestHeaders.logicalNow(logicalNow), RequestHeaders.traceparent(traceparent));
        delay();
        return switch (placed) {
            case Placed.Accepted(VenueOrder order, Placed.LostAnswer lost) -> accepted(order, lost, http);
            case Placed.Rejected(VenueOrder order) ->
                Failure.answer(
                        Failure.UNPROCESSABLE,
                        String.valueOf(order.reason()),
                        String.valueOf(order.detail()),
                        OrderView.of(order));
            case Placed.Repeated(VenueOrder holder) -> repeated(request, holder);
        };
    }

    @GET
    @Path("/{clientOrderId}")
    @RolesAllowed({Roles.SERVICE, Roles.OPERATOR, Roles.VIEWER})
    @Operation(summary = "An order by its clientOrderId; not found is definite")
    @APIResponseSchema(OneOrder.class)
    @APIResponse(
            responseCode = "422",
            description = "a name is missing or is none",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public Response order(@PathParam("clientOrderId") String clientOrderId) {
        RequestHeaders.mustBeId("clientOrderId", clientOrderId);
        return found(venue.order(clientOrderId), clientOrderId);
    }

    @GET
    @RolesAllowed({Roles.SERVICE, Roles.OPERATOR, Roles.VIEWER})
    @Operation(summary = "A portfolio's orders in the order of their arrival; working ones only, unless open=false")
    @APIResponseSchema(SomeOrders.class)
    @APIResponse(
            responseCode = "422",
            description = "a name is missing or is none",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public SomeOrders orders(
            @QueryParam("portfolio") @Parameter(required = true, example = "main") @Nullable String portfolioId,
            @QueryParam("open") @DefaultValue("true") boolean open) {
        String portfolio = RequestHeaders.mustBeId("portfolio", portfolioId);
        caller.mustRead(portfolio);
        return new SomeOrders(
                venue.orders(portfolio, open).stream().map(OrderView::of).toList());
    }

    @DELETE
    @Path("/{clientOrderId}")
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Cancel an order; one that has ended is given as it is")
    @APIResponseSchema(OneOrder.class)
    @APIResponse(
            responseCode = "422",
            description = "a name is missing or is none",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public Response cancel(
            @PathParam("clientOrderId") String clientOrderId,
            @HeaderParam(RequestHeaders.LOGICAL_NOW) @Nullable String logicalNow)
            throws InterruptedException {
        RequestHeaders.mustBeId("clientOrderId", clientOrderId);
        Optional<VenueOrder> order = venue.order(clientOrderId);
        if (order.isPresent() && caller.mayRead(order.get().portfolioId())) {
            caller.mustOwn(order.get().portfolioId());
            order = venue.cancel(clientOrderId, RequestHeaders.logicalNow(logicalNow));
        }
        delay();
        return found(order, clientOrderId);
    }

    private Response found(Optional<VenueOrder> order, String clientOrderId) {
        return order.filter(one -> caller.mayRead(one.portfolioId()))
                .map(one -> Response.ok(new OneOrder(OrderView.of(one))).build())
                .orElseGet(() -> Failure.answer(
                        NOT_FOUND, "NOT_FOUND", "the venue has no order " + clientOrderId + " for this token", null));
    }

    private Response repeated(PlaceOrder request, VenueOrder holder) {
        boolean own = holder.portfolioId().equals(request.portfolioId());
        return Failure.answer(
                CONFLICT,
                "DUPLICATE_CLIENT_ORDER_ID",
                "clientOrderId " + request.clientOrderId() + " was used before, expected a new one for a new order",
                own ? OrderView.of(holder) : null);
    }

    private static Response accepted(VenueOrder order, Placed.LostAnswer lost, HttpServerRequest http) {
        return switch (lost) {
            case NONE ->
                Response.status(CREATED)
                        .entity(new OneOrder(OrderView.of(order)))
                        .build();
            case SERVER_ERROR -> Failure.answer(SERVER_ERROR, "FAULT", "a fault setting of the venue", null);
            case CONNECTION_CLOSED -> {
                // Waited for: otherwise the answer below could be out before the connection is gone.
                http.connection()
                        .close()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                yield Response.serverError().build();
            }
        };
    }

    private void delay() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(venue.answerDelay().toNanos());
    }
}

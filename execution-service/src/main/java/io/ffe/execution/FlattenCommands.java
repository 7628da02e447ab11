package io.ffe.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.store.FlattenStore;
import io.ffe.execution.store.FlattenStore.Recorded;
import io.ffe.execution.store.PositionStore;
import io.ffe.messaging.Transactions;
import io.ffe.schema.control.FlattenRequest.Command;
import io.ffe.schema.control.WithdrawRequest.Withdrawal;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes positions, or a part of them, because an operator says so. The command, what came of it and the exits that it makes
 * are one transaction for each portfolio; sending them, and that they never exceed the position, is as for any exit. Trading
 * goes on: what also has to stop is for a halt that flattens.
 */
@ApplicationScoped
public class FlattenCommands {

    private static final Logger LOG = Logger.getLogger(FlattenCommands.class);

    private final Books books;
    private final FlattenStore commands;
    private final CommandedExits exits;
    private final Instruments instruments;
    private final Transactions transactions;
    private final OrderThread orders;
    private final ExecutionConfig config;
    private final Clock clock;

    FlattenCommands(
            Books books,
            FlattenStore commands,
            CommandedExits exits,
            Instruments instruments,
            Transactions transactions,
            OrderThread orders,
            ExecutionConfig config,
            Clock clock) {
        this.books = books;
        this.commands = commands;
        this.exits = exits;
        this.instruments = instruments;
        this.transactions = transactions;
        this.orders = orders;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A command as it was carried out in one portfolio.
     *
     * @param symbol absent when it was about every open position
     * @param exits orders that were made; what becomes of them is on the executions
     * @param left what was asked for and is not being closed by this command
     */
    public record Done(
            String commandId,
            String portfolioId,
            @Nullable String symbol,
            BigDecimal fraction,
            String actor,
            String reason,
            Instant receivedAt,
            List<Made> exits,
            List<Left> left) {}

    /** An exit that was made. */
    public record Made(String symbol, String clientOrderId, Side side, BigDecimal quantity) {}

    /** A position that stays as it is, and why. */
    public record Left(String symbol, String why) {}

    private record Result(List<Made> exits, List<Left> left) {}

    /** A command id that was given before, to another command. */
    public static final class Taken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Taken(String message) {
            super(message);
        }
    }

    /**
     * Carries a command out in every portfolio that it concerns. One that was carried out before answers what it answered then.
     *
     * @throws Taken when its id is another command's
     */
    public List<Done> carryOut(Command command) {
        String id = Optional.ofNullable(command.commandId())
                .orElseGet(() -> UUID.randomUUID().toString());
        List<String> concerned =
                config.portfolios().stream().filter(command::concerns).toList();
        // Before anything is closed: portfolios are closed one by one, and a refusal must not come after the first.
        for (String portfolioId : concerned) {
            Optional<Recorded> before = transactions.call(() -> commands.find(id, portfolioId));
            before.ifPresent(recorded -> refuseAnother(recorded, id, command));
        }
        List<Done> done = concerned.stream()
                .map(portfolioId -> transactions.call(() -> in(portfolioId, id, command)))
                .toList();
        orders.wake();
        return done;
    }

    /** A command of that id was never given here. */
    public static final class Unknown extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /** It is somebody else's. */
    public static final class NotYours extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotYours(String message) {
            super(message);
        }
    }

    /**
     * What became of taking a command back, in one portfolio.
     *
     * @param withdrawn exits that had not left: they are denied with name and reason, and what they had taken off protects again
     * @param left exits that are on their way or over
     */
    public record Withdrawn(
            String commandId, String portfolioId, String actor, String reason, List<Made> withdrawn, List<Left> left) {}

    /**
     * Takes back what a command ordered and what has not left: an exit that waits for its market, as a rule. Repeats change nothing.
     *
     * @param anybodys whether the caller may take back what another person ordered
     * @throws Unknown when there is no such command
     * @throws NotYours when another person gave it
     */
    public List<Withdrawn> takeBack(String id, Withdrawal asked, boolean anybodys) {
        List<Recorded> given = config.portfolios().stream()
                .flatMap(portfolioId -> transactions.call(() -> commands.find(id, portfolioId)).stream())
                .toList();
        if (given.isEmpty()) {
            throw new Unknown("there is no flatten command " + id + ", expected one of GET /api/v1/flatten");
        }
        given.stream()
                .filter(recorded -> !anybodys && !recorded.actor().equals(asked.actor()))
                .findFirst()
                .ifPresent(others -> {
                    throw new NotYours("command " + id + " was given by " + others.actor()
                            + ", expected the same name, or the role admin");
                });
        List<Withdrawn> done = given.stream()
                .map(recorded -> transactions.call(() -> takeBack(recorded, asked)))
                .toList();
        orders.wake();
        return done;
    }

    private Withdrawn takeBack(Recorded recorded, Withdrawal asked) throws JsonProcessingException {
        PortfolioBook book = books.open(recorded.portfolioId());
        List<Made> withdrawn = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        for (Made made : done(recorded).exits()) {
            Order exit = books.orders.byId(made.clientOrderId()).orElseThrow();
            if (exit.state() == OrderState.INTENT) {
                exits.withdraw(book, exit, DenialReason.WITHDRAWN.text("by " + asked.actor() + ": " + asked.reason()));
                withdrawn.add(made);
            } else {
                left.add(new Left(made.symbol(), "exit " + made.clientOrderId() + " is " + exit.state()));
            }
        }
        LOG.warnf(
                "flatten taken back command=%s portfolio=%s actor=%s reason=%s exits=%s left=%s",
                recorded.commandId(), recorded.portfolioId(), asked.actor(), asked.reason(), withdrawn, left);
        return new Withdrawn(
                recorded.commandId(), recorded.portfolioId(), asked.actor(), asked.reason(), withdrawn, left);
    }

    /** The newest commands first. */
    public List<Done> newest(int limit) {
        return books.read(() -> {
            List<Done> all = new ArrayList<>();
            for (Recorded recorded : commands.newest(limit)) {
                all.add(done(recorded));
            }
            return all;
        });
    }

    private Done in(String portfolioId, String id, Command command) throws SQLException, JsonProcessingException {
        PortfolioBook book = books.open(portfolioId);
        Optional<Recorded> before = commands.find(id, portfolioId);
        if (before.isPresent()) {
            refuseAnother(before.get(), id, command);
            return done(before.get());
        }
        Result result = close(book, id, command);
        Recorded recorded = new Recorded(
                id,
                portfolioId,
                command.symbol(),
                command.fraction(),
                command.actor(),
                command.reason(),
                Json.mapper().writeValueAsString(result),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        commands.add(recorded);
        LOG.warnf(
                "flatten command=%s portfolio=%s symbol=%s fraction=%s actor=%s reason=%s exits=%s left=%s",
                id,
                portfolioId,
                command.symbol(),
                command.fraction(),
                command.actor(),
                command.reason(),
                result.exits(),
                result.left());
        return done(recorded);
    }

    private static void refuseAnother(Recorded before, String id, Command command) {
        if (!before.asks(command)) {
            throw new Taken("command " + id + " closed " + before.fraction() + " of "
                    + (before.symbol() == null ? "everything" : before.symbol())
                    + ", expected another commandId for another command");
        }
    }

    private Result close(PortfolioBook book, String id, Command command) {
        String portfolioId = book.head().portfolioId();
        List<Made> made = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        String asked = command.symbol();
        for (PositionStore.Marked marked : books.positions.open(portfolioId)) {
            Position position = marked.position();
            if (asked == null || asked.equals(position.symbol())) {
                Optional<String> objection = objection(portfolioId, position, command);
                if (objection.isPresent()) {
                    left.add(new Left(position.symbol(), objection.get()));
                } else {
                    Order exit = exits.commit(book, position, id, 0, share(position, command));
                    made.add(new Made(exit.symbol(), exit.clientOrderId(), exit.side(), exit.quantity()));
                }
            }
        }
        if (asked != null && made.isEmpty() && left.isEmpty()) {
            left.add(new Left(asked, "there is no open position"));
        }
        return new Result(made, left);
    }

    private Optional<String> objection(String portfolioId, Position position, Command command) {
        Optional<Order> other = books.orders.living(portfolioId, position.symbol()).stream()
                .filter(order -> order.purpose() == Purpose.EXIT)
                .findFirst();
        if (other.isPresent()) {
            return Optional.of("exit " + other.get().clientOrderId() + " is "
                    + other.get().state() + " already, for "
                    + other.get().quantity().toPlainString());
        }
        return share(position, command).signum() > 0
                ? Optional.empty()
                : Optional.of(command.fraction().toPlainString() + " of "
                        + position.quantity().abs().toPlainString() + " is less than the smallest step");
    }

    /** Never rounded up: a part is at most what was asked for. */
    private BigDecimal share(Position position, Command command) {
        BigDecimal whole = position.quantity().abs();
        if (command.whole()) {
            return whole;
        }
        BigDecimal part = whole.multiply(command.fraction());
        BigDecimal lots = instruments
                .find(position.symbol())
                .map(instrument -> instrument.floorToLot(part))
                .orElse(part)
                .stripTrailingZeros();
        return lots.scale() < 0 ? lots.setScale(0) : lots;
    }

    private static Done done(Recorded recorded) throws JsonProcessingException {
        Result result = Json.mapper().readValue(recorded.result(), Result.class);
        return new Done(
                recorded.commandId(),
                recorded.portfolioId(),
                recorded.symbol(),
                recorded.fraction(),
                recorded.actor(),
                recorded.reason(),
                recorded.receivedAt(),
                result.exits(),
                result.left());
    }
}

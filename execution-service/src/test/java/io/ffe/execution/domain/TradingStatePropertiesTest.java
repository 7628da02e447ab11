package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.domain.TradingState.Source;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Control.State;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Updates of the trading state come late, twice, in any order and from two sides; what is in force must not depend on that. */
class TradingStatePropertiesTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String PORTFOLIO = "main";

    /** One thing that was said. */
    record Update(Source source, Control control) {}

    @Tries(3_000)
    void any_order_of_any_repeats_leads_to_the_same_state(Draw draw, Random random) {
        List<Update> updates = updates(draw);
        List<Update> muddled = new ArrayList<>(updates);
        for (Update update : updates) {
            for (int repeat = random.nextInt(3); repeat > 0; repeat--) {
                muddled.add(update);
            }
        }
        Collections.shuffle(muddled, random);

        assertThat(told(muddled)).isEqualTo(told(updates));
    }

    @Tries(3_000)
    void what_file_database_and_topic_know_gives_the_same_state_whichever_is_read_first(Draw draw) {
        List<Update> file = updates(draw);
        List<Update> database = updates(draw);
        List<Update> topic = updates(draw);
        TradingState all = told(file).merge(told(database)).merge(told(topic));

        assertThat(told(topic).merge(told(database).merge(told(file)))).isEqualTo(all);
        assertThat(all.merge(told(database))).isEqualTo(all);
    }

    @Tries(3_000)
    void the_most_restrictive_of_all_that_concerns_the_portfolio_is_in_force(Draw draw) {
        List<Update> updates = updates(draw);
        TradingState state = told(updates);

        State strictest = state.entries()
                .map(TradingState.Entry::control)
                .filter(control -> control.concerns(PORTFOLIO))
                .map(Control::state)
                .max(Comparator.naturalOrder())
                .orElse(State.ACTIVE);
        assertThat(state.inForce(PORTFOLIO).control().state()).isEqualTo(strictest);
        assertThat(state.stopsEntries(PORTFOLIO).isEmpty()).isEqualTo(strictest == State.ACTIVE);
    }

    @Tries(3_000)
    void epochs_never_fall_and_an_active_that_is_not_newer_lifts_nothing(Draw draw) {
        List<Update> updates = updates(draw);
        List<Update> late = updates(draw);
        TradingState state = told(updates);
        for (Update update : late) {
            TradingState next = state.with(update.source(), update.control());
            Control before = at(state, update);
            Control after = at(next, update);
            assertThat(after.epoch()).isGreaterThanOrEqualTo(before.epoch());
            if (update.control().epoch() <= before.epoch()) {
                assertThat(after.state()).isGreaterThanOrEqualTo(before.state());
            }
            state = next;
        }
    }

    @Tries(3_000)
    void a_halt_that_is_told_here_holds_whatever_risk_says_until_a_resume_names_its_epoch(Draw draw) {
        List<Update> before = updates(draw);
        List<Update> after = updates(draw);
        // How far from the right epoch the resume is.
        long named = draw.between(-1, 1);
        TradingState state = told(before);
        Control halt = changed(state.on(command(Action.HALT, null), NOW));
        state = state.with(Source.DIRECT, halt);
        for (Update update : after) {
            state = state.with(Source.RISK, update.control());
            assertThat(state.inForce(PORTFOLIO).control().state()).isEqualTo(State.HALTED);
        }

        Outcome resumed = state.on(command(Action.RESUME, halt.epoch() + named), NOW);

        if (named == 0) {
            TradingState lifted = state.with(Source.DIRECT, changed(resumed));
            assertThat(lifted.direct().get(Control.ALL).state()).isEqualTo(State.ACTIVE);
            // The halt that comes once more, late, is no news.
            assertThat(lifted.with(Source.DIRECT, halt)).isEqualTo(lifted);
        } else {
            assertThat(resumed).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Tries(1_000)
    void what_cannot_be_read_halts_everything_above_every_known_epoch(Draw draw) {
        List<Update> updates = updates(draw);
        TradingState state = told(updates).closedBecause("the file is torn", NOW);

        assertThat(state.stopsEntries(PORTFOLIO)).get().asString().contains("HALTED");
        assertThat(state.stopsEntries("any-other")).isPresent();
        long epoch = state.direct().get(Control.ALL).epoch();
        assertThat(told(updates)
                        .entries()
                        .filter(entry -> entry.control().scope().equals(Control.ALL)))
                .allSatisfy(entry -> assertThat(entry.control().epoch()).isLessThan(epoch));
        assertThat(state.on(command(Action.RESUME, epoch), NOW)).isInstanceOf(Outcome.Changed.class);
    }

    @Tries(1_000)
    void an_epoch_that_nobody_can_have_reached_is_absurd_and_all_that_follow_each_other_are_not(Draw draw) {
        List<Update> updates = updates(draw);
        long beyond = draw.between(-1, 1);
        TradingState state = TradingState.UNSPOKEN;
        for (Update update : updates) {
            assertThat(state.absurd(update.control())).isEmpty();
            state = state.with(update.source(), update.control());
        }
        long known = state.entries()
                .map(TradingState.Entry::control)
                .filter(control -> control.scope().equals(PORTFOLIO))
                .mapToLong(Control::epoch)
                .max()
                .orElse(0);
        Control leap = new Control(
                PORTFOLIO, State.ACTIVE, known + TradingState.LARGEST_LEAP + beyond, "eve", "because", NOW, null);

        assertThat(state.absurd(leap).isPresent()).isEqualTo(beyond > 0);
        assertThat(state.absurd(new Control(PORTFOLIO, State.HALTED, Long.MAX_VALUE, "eve", "because", NOW, null)))
                .get()
                .asString()
                .contains(String.valueOf(Long.MAX_VALUE), PORTFOLIO, "known " + known);
    }

    private static Control at(TradingState state, Update update) {
        return (update.source() == Source.RISK ? state.fromRisk() : state.direct())
                .getOrDefault(
                        update.control().scope(),
                        Control.unspoken(update.control().scope()));
    }

    private static ControlCommand command(Action action, Long epoch) {
        return new ControlCommand(action, Control.ALL, "ada", "drill", epoch, 0, false);
    }

    private static Control changed(Outcome outcome) {
        return ((Outcome.Changed) outcome).next();
    }

    private static TradingState told(List<Update> updates) {
        TradingState state = TradingState.UNSPOKEN;
        for (Update update : updates) {
            state = state.with(update.source(), update.control());
        }
        return state;
    }

    private static List<Update> updates(Draw draw) {
        return draw.list(0, 12, () -> new Update(draw.of(Source.values()), control(draw)));
    }

    private static Control control(Draw draw) {
        State state = draw.of(State.values());
        return new Control(
                draw.of(Control.ALL, PORTFOLIO, "other"),
                state,
                draw.between(0, 6),
                draw.of("ada", "bob"),
                "because",
                NOW.plusSeconds(draw.between(0, 2)),
                draw.yes() && state == State.HALTED ? true : null);
    }

    @Tries(200)
    void only_halts_that_say_so_and_concern_the_portfolio_flatten_it(Draw draw) {
        List<Update> updates = updates(draw);
        Stream<Control> flattening = told(updates).flattening(PORTFOLIO);

        assertThat(flattening)
                .allSatisfy(control -> assertThat(control.state()).isEqualTo(State.HALTED))
                .allSatisfy(control -> assertThat(control.scope()).isNotEqualTo("other"))
                .allSatisfy(control -> assertThat(control.flatten()).isTrue());
    }
}

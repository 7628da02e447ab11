package io.ffe.stack.cli;

import io.ffe.schema.control.ControlRequest;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ControlClient;
import io.ffe.stack.read.ControlClient.Answer;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells execution and risk to change the trading state, each whatever the other answered, and says what each did. Execution
 * first, because it is where orders leave; risk then takes at least its epoch, so that one number lifts both.
 */
final class TradingOrders {

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    /** Tells the services that are meant; the exit status is 0 when one took it. */
    int tell(TargetOptions where, ControlRequest request) throws InterruptedException {
        check(request);
        TargetOptions.Target target = where.target(home, Role.OPERATOR, System.getProperty("user.name"));
        try (ControlClient client = new ControlClient(target.token().get())) {
            return tell(
                    client,
                    target.endpoints().instances(Service.EXECUTION),
                    target.endpoints().instances(Service.RISK),
                    request);
        }
    }

    /**
     * Tells both.
     *
     * @param execution where its instances answer, empty when it is no part of the run; the first one that answers is told
     * @param risk where they answer, likewise
     */
    int tell(ControlClient client, List<String> execution, List<String> risk, ControlRequest request)
            throws InterruptedException {
        Answer atExecution = ask(client, Service.EXECUTION, execution, request);
        Answer atRisk = ask(client, Service.RISK, risk, following(request, atExecution));
        boolean taken = atExecution instanceof Answer.Took || atRisk instanceof Answer.Took;
        if (!taken) {
            terminal.line(terminal.bad("Nobody took it."));
            terminal.line(
                    "./ffe status, asked as this command was, says who is up. A service that does not answer: is its port"
                            + " published or forwarded, is its address the right one?");
        } else if (!(atExecution instanceof Answer.Took && atRisk instanceof Answer.Took)) {
            terminal.line("./ffe status says what is in force, asked as this command was.");
        }
        return taken ? 0 : 1;
    }

    /** Before anything is sent: what the services would refuse is refused here in the same words. */
    private static void check(ControlRequest request) {
        try {
            request.command("nobody");
        } catch (ControlRequest.Unfit unfit) {
            throw Problem.usage(String.valueOf(unfit.getMessage()));
        }
    }

    private static ControlRequest following(ControlRequest request, Answer atExecution) {
        @Nullable
        Long epoch = request.epoch() == null && atExecution instanceof Answer.Took(var scope, var state, long told)
                ? Long.valueOf(told)
                : null;
        return new ControlRequest(
                request.action(),
                request.scope(),
                request.reason(),
                request.by(),
                request.epoch(),
                epoch,
                request.flatten());
    }

    private Answer ask(ControlClient client, Service service, List<String> urls, ControlRequest request)
            throws InterruptedException {
        Answer answer = new Answer.Nothing("nobody says where it is");
        if (urls.isEmpty()) {
            say(service.module(), answer);
        }
        for (String url : urls) {
            answer = client.ask(url, request);
            say(service.module() + " at " + url, answer);
            if (!(answer instanceof Answer.Nothing)) {
                break;
            }
        }
        return answer;
    }

    private void say(String whom, Answer answer) {
        terminal.line(whom + ": "
                + switch (answer) {
                    case Answer.Took(String scope, var state, long epoch) ->
                        terminal.good(state + " for " + scope + " at epoch " + epoch);
                    case Answer.Refused(String detail) -> terminal.warning("refused") + ", " + detail;
                    case Answer.Nothing(String detail) -> terminal.bad("did not take it") + ", " + detail;
                });
    }
}

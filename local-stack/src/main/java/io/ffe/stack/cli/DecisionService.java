package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The decision-service of the run that is up, for commands about decisions. */
final class DecisionService {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private DecisionService() {}

    /** @throws Problem when it is none */
    static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw Problem.usage(
                    "ID is '" + id
                            + "', expected a decision's id as 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d: ./ffe decisions lists them");
        }
    }

    /** @param who for the record of who asked */
    static DecisionClient client(Home home, CurrentRun current, Role role, String who) {
        String url = RunningStack.url(current, Service.DECISION);
        return new DecisionClient(url, token(home, role, who));
    }

    /** A new token for each question: a walk over all decisions may take longer than one is good for. */
    static Supplier<String> token(Home home, Role role, String who) {
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC());
        return () -> tokens.issue(role, who, Duration.ofMinutes(5));
    }

    static Problem unknown(String id, CurrentRun current) {
        return Problem.failure("there is no decision '" + id + "' in run " + current.runId());
    }
}

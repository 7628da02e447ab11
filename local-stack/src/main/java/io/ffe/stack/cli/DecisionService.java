package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import java.util.regex.Pattern;

/** What commands about decisions have in common. */
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

    static Problem unknown(String id, TargetOptions.Target target) {
        return Problem.failure(
                "there is no decision '" + id + "' in " + target.endpoints().name());
    }
}

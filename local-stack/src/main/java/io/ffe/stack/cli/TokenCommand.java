package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.StateFolder;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "token",
        description = "Print a token for the services of this .ffe folder.",
        footer = {
            "",
            "Roles: viewer looks, operator also halts and resumes, admin also sets faults at the paper venue,",
            "service orders at the venue for one portfolio.",
            "",
            "Example:",
            "  curl -H \"Authorization: Bearer $(./ffe token --role viewer)\" http://127.0.0.1:18081/api/v1/replay"
        })
final class TokenCommand implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofDays(30);

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "viewer, operator, admin or service.")
    String role = "";

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "1h", description = "How long it holds: 15m, 1h, 7d.")
    String ttl = "1h";

    @Option(names = "--subject", paramLabel = "NAME", description = "Who it is for; your user name when left out.")
    @Nullable
    String subject;

    @Option(names = "--portfolio", paramLabel = "ID", defaultValue = "main", description = "For the role service.")
    String portfolio = "main";

    private final Home home = Home.locate();

    @Override
    public Integer call() {
        Role asked = Role.ofLabel(role);
        Duration lifetime = lifetime(ttl);
        // Whoever has the keys needs to write nothing: in a container the folder around them may be read-only.
        if (!SigningKeys.areIn(home.keys())) {
            StateFolder.prepare(home.state());
        }
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC());
        Map<String, String> claims = asked == Role.SERVICE ? Map.of("portfolio", portfolio) : Map.of();
        System.out.println(
                tokens.issue(asked, subject == null ? System.getProperty("user.name") : subject, lifetime, claims));
        return 0;
    }

    static Duration lifetime(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        try {
            Duration lifetime =
                    Duration.parse(upper.startsWith("P") ? upper : upper.endsWith("D") ? "P" + upper : "PT" + upper);
            if (lifetime.isPositive() && lifetime.compareTo(LONGEST) <= 0) {
                return lifetime;
            }
        } catch (DateTimeParseException unreadable) {
            // said below
        }
        throw Problem.usage("--ttl is '" + text + "', expected a time up to 30d, as 15m, 1h or 7d");
    }
}

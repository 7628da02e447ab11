package io.ffe.pipeline;

import io.ffe.pipeline.Findings.Promise;
import io.ffe.pipeline.planted.PlantedBug;
import io.ffe.stack.run.Home;
import io.ffe.stack.testing.LongVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which planted bug was noticed by what. Printed as it comes; the long version, when all were, keeps it under docs/verification. */
final class FindingsLog {

    private final List<String> rows = new ArrayList<>();

    void add(PlantedBug bug, Promise promise, String finding) {
        String row = "| " + words(bug.name()) + " | " + bug.component() + " | " + words(promise.name()) + " | `"
                + finding.substring(0, Math.min(160, finding.length())).replace('|', '/') + "` |";
        rows.add(row);
        System.out.println("planted bug found: " + row);
    }

    void writeIfAsked() throws IOException {
        if (!LongVersions.asked() || rows.size() < PlantedBug.values().length) {
            return;
        }
        Path file = Home.locate().root().resolve("docs/verification/planted-bugs.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
            # Planted bugs

            Written by `./ffe test --full -pl pipeline-tests -am -Dit.test=PlantedBugsST`. Each row is a bug that a Java agent planted
            into one method of a packaged service, and the promise that was found broken when it was awake. Asleep, the same
            disturbance broke nothing. What each bug does: `PlantedBug` in `pipeline-tests`.

            | bug | service | broken promise | finding |
            |---|---|---|---|
            %s
            """.formatted(String.join("\n", rows)));
    }

    private static String words(String name) {
        return name.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}

package io.ffe.bench.stage;

import io.ffe.marketdata.StageUnderTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of one {@link Arm}. Arguments are its name, the broker and a folder; each line of standard input is a topic and
 * a count, answered by {@code done} when that round is over. Ends with its standard input.
 */
public final class ArmMain {

    private ArmMain() {}

    public static void main(String[] arguments) throws Exception {
        // Libraries may print; the answers must not get mixed up with that.
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader rounds = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Arm arm = open(arguments[0], arguments[1], arguments[2])) {
            answers.println("ready");
            for (String line = rounds.readLine(); line != null; line = rounds.readLine()) {
                String[] round = line.split(" ");
                arm.run(round[0], Long.parseLong(round[1]));
                answers.println("done");
            }
        }
    }

    private static Arm open(String name, String bootstrapServers, String folder) {
        return switch (name) {
            case "ffe" -> new StageUnderTest(bootstrapServers);
            case "relay" -> new BareRelay(bootstrapServers);
            case "streams" -> new StreamsStage(bootstrapServers, folder);
            default -> throw new IllegalArgumentException("arm is '" + name + "', expected ffe, relay or streams");
        };
    }
}

package io.ffe.schema.topic;

import java.util.Arrays;

/** The processes of the pipeline. */
public enum Stage {
    MARKET_DATA("market-data"),
    DECISION("decision"),
    RISK("risk"),
    EXECUTION("execution"),
    PAPER_VENUE("paper-venue");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** The name in acks, metrics, {@code ce_source} and consumer groups. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException naming the label and those that exist */
    public static Stage ofLabel(String label) {
        return Arrays.stream(values())
                .filter(stage -> stage.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stage is '" + label + "', expected one of "
                        + Arrays.stream(values()).map(Stage::label).toList()));
    }
}

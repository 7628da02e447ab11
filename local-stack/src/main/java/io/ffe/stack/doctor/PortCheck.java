package io.ffe.stack.doctor;

import io.ffe.stack.process.PortOwner;
import io.ffe.stack.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the ports that {@code ffe up} wants are free; of a stack that is up they are its own. */
public final class PortCheck implements Check {

    private final Map<String, Integer> usual;
    private final Map<String, Integer> asked;
    private final boolean up;

    /**
     * @param usual by component; one that is taken gives way to a free one
     * @param asked by component, as with {@code --port}; one that is taken stops the start
     */
    public PortCheck(Map<String, Integer> usual, Map<String, Integer> asked, boolean up) {
        this.usual = Map.copyOf(usual);
        this.asked = Map.copyOf(asked);
        this.up = up;
    }

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        asked.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(port -> !Ports.free(port.getValue()))
                .forEach(port -> findings.add(Finding.failure(
                        name(),
                        subject(port),
                        "in use by " + PortOwner.of(port.getValue()),
                        "free, because --port asks for it",
                        "stop that, or ask for another port")));
        if (up) {
            findings.add(Finding.skipped(name(), "usual ports", "the stack is up and has its ports (./ffe status)"));
            return findings;
        }
        usual.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(port -> !asked.containsKey(port.getKey()) && !Ports.free(port.getValue()))
                .forEach(port -> findings.add(Finding.warning(
                        name(),
                        subject(port),
                        "in use by " + PortOwner.of(port.getValue()),
                        "free",
                        "./ffe up takes another one and says which; to have this one, stop that process")));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), (usual.size() + asked.size()) + " ports", "free"));
        }
        return findings;
    }

    private static String subject(Map.Entry<String, Integer> port) {
        return "port " + port.getValue() + " (" + port.getKey() + ")";
    }
}

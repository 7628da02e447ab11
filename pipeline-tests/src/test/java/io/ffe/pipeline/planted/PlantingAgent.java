package io.ffe.pipeline.planted;

import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** Plants the bugs of the service that it is started in. */
public final class PlantingAgent {

    private PlantingAgent() {}

    /**
     * Before the service's own main.
     *
     * @param folder in which bugs are armed, by a file of their name
     */
    public static void premain(String folder, Instrumentation instrumentation) {
        Armed.in(Path.of(folder));
        String component = System.getProperty("ffe.component", "");
        for (PlantedBug bug : PlantedBug.values()) {
            if (component.startsWith(bug.component())) {
                plant(bug, instrumentation);
            }
        }
    }

    private static void plant(PlantedBug bug, Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .type(named(bug.type()))
                .transform((builder, type, loader, module, domain) -> {
                    Armed.planted(bug);
                    return builder.visit(Advice.withCustomMapping()
                            .bind(Advices.Bug.class, bug.name())
                            .to(bug.advice())
                            .on(named(bug.method())
                                    .and(takesArguments(bug.arguments()))
                                    .and(not(isSynthetic()))));
                })
                .installOn(instrumentation);
    }
}

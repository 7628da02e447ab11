package io.ffe.stack.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK that runs this command also runs and builds the services. */
public final class JavaCheck implements Check {

    static final int NEEDED = 25;

    private final int feature;
    private final Path home;

    public JavaCheck() {
        this(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    JavaCheck(int feature, Path home) {
        this.feature = feature;
        this.home = home;
    }

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public List<Finding> look() {
        if (feature < NEEDED) {
            return List.of(Finding.failure(
                    name(),
                    home.toString(),
                    "Java " + feature,
                    "Java " + NEEDED + " or later",
                    "install one and name it with JAVA_HOME"));
        }
        if (!Files.isExecutable(home.resolve("bin/javac"))) {
            return List.of(Finding.warning(
                    name(),
                    home.toString(),
                    "a JRE: it has no bin/javac",
                    "a JDK",
                    "what is built runs; to build, name a JDK with JAVA_HOME"));
        }
        return List.of(Finding.ok(name(), home.toString(), "Java " + feature));
    }
}

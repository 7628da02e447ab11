package io.ffe.bench;

import java.util.List;
import java.util.function.Consumer;

/** Something that is measured. */
interface Benchmark {

    /** As on the command line. */
    String name();

    /** One line for the help. */
    String about();

    /**
     * Measures.
     *
     * @param progress told what is going on, a line at a time
     */
    List<Finding> run(Effort effort, Consumer<String> progress) throws Exception;
}

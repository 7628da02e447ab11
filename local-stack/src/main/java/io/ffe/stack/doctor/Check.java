package io.ffe.stack.doctor;

import java.util.List;

/** One thing that is looked at. */
public interface Check {

    /** As it is called in the report, as in {@code ports}. */
    String name();

    /** What was seen, good and bad; at least one finding. */
    List<Finding> look() throws InterruptedException;
}

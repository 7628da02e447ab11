/**
 * One run of the stack: its folder, its identity, what is written down about it, and the order in which its parts are
 * started and stopped.
 *
 * <p>A run has its own topics and databases below {@code .ffe/runs/RUN}. At most one run is up for each {@code .ffe}
 * folder: a file lock says so, which the system itself releases when its holder dies.
 */
@NullMarked
package io.ffe.stack.run;

import org.jspecify.annotations.NullMarked;

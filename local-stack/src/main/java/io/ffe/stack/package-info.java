/**
 * The {@code ffe} command: a broker, a database and the services as local processes, and the views on what they do. The
 * same code gives tests their infrastructure ({@link io.ffe.stack.testing}).
 *
 * <p>Reads the jars that the build packaged and writes below {@code .ffe/} only. Every failure that a person can mend is a
 * {@link io.ffe.stack.Problem}, shown as its message alone.
 */
@NullMarked
package io.ffe.stack;

import org.jspecify.annotations.NullMarked;

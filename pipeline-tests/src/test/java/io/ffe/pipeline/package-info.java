/**
 * The whole system as real processes, started from their packaged jars with a real broker and a real database, and looked
 * at from outside: topics, HTTP and process ids. Each {@code *ST} class is a list of promises.
 */
@NullMarked
package io.ffe.pipeline;

import org.jspecify.annotations.NullMarked;

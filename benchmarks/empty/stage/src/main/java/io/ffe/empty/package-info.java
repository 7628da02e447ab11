/**
 * As much as it takes for the extensions to be in use: a table, a channel in and one out, a resource. It is what
 * {@code quarkus create app} writes for them.
 */
@NullMarked
package io.ffe.empty;

import org.jspecify.annotations.NullMarked;

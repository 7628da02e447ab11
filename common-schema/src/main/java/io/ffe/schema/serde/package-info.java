/**
 * The one JSON mapper and what surrounds it on the wire: CloudEvents headers, refusal of what is broken, and the
 * canonical form that two runs are compared by.
 */
@NullMarked
package io.ffe.schema.serde;

import org.jspecify.annotations.NullMarked;

/** Deterministic ids: redoing work gives the same id, so every effect can be guarded by a unique key. */
@NullMarked
package io.ffe.schema.id;

import org.jspecify.annotations.NullMarked;

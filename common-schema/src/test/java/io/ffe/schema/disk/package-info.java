/** Disks that tests can fill and make read-only without touching the machine's own. */
@NullMarked
package io.ffe.schema.disk;

import org.jspecify.annotations.NullMarked;

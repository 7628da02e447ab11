/** Promises that only the packaged service can keep: real processes, a real broker, a real database. */
@NullUnmarked
package io.ffe.risk.system;

import org.jspecify.annotations.NullUnmarked;

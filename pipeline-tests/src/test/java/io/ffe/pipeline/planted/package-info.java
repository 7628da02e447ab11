/**
 * Bugs that are planted into packaged services, to see that the tests and the audit of this module notice them. A Java agent
 * changes one method for each; production code knows nothing of it.
 *
 * <p>Runs inside of the services' JVMs, on the class path's own loader, so it knows them by name and reflection only.
 */
@NullMarked
package io.ffe.pipeline.planted;

import org.jspecify.annotations.NullMarked;

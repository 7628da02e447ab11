/**
 * The walls of the architecture as rules that a build runs. Each service has one test that extends {@link
 * io.ffe.schema.walls.ServiceWalls}; this package reaches it in common-schema's test-jar.
 */
@NullMarked
package io.ffe.schema.walls;

import org.jspecify.annotations.NullMarked;

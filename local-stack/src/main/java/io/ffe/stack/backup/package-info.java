/**
 * Copies of a run that it can be made again from: PostgreSQL as a base backup with the log that makes it whole, topics record by
 * record up to a cut, and what the run is.
 *
 * <p>The order is what makes a copy consistent. Offsets and ends of the topics are taken down while the base is copied, then the
 * base is ended, then the topics are read to their ends: so what the databases say is published is on the topics, and what of the
 * rest the databases do not know is left out by the restore. The database is the truth for its service.
 */
@NullMarked
package io.ffe.stack.backup;

import org.jspecify.annotations.NullMarked;

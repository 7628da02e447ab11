/**
 * Where an audit's facts come from: topics and consumer groups, the services' databases, the paper venue's journal. Reads only,
 * remembers how far it has come, and keeps nothing open between two passes, so that a broker or a database may come and go.
 */
@NullMarked
package io.ffe.stack.audit.read;

import org.jspecify.annotations.NullMarked;

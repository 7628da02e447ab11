/** Records in, at most once each: inbox row and effect in one transaction; poison to the dead-letter topic with its original bytes; infrastructure trouble retried until it is over. */
@NullMarked
package io.ffe.messaging.inbox;

import org.jspecify.annotations.NullMarked;

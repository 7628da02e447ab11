/** Records out: written in the transaction that caused them, published afterwards by one relay for each service, in sequence for each aggregate. */
@NullMarked
package io.ffe.messaging.outbox;

import org.jspecify.annotations.NullMarked;

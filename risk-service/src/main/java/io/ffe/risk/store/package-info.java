/**
 * Risk's own database. Everything here runs in the transaction of its caller; {@link io.ffe.risk.store.Books#locked}
 * takes the lock under which a portfolio may be changed.
 */
@NullMarked
package io.ffe.risk.store;

import org.jspecify.annotations.NullMarked;

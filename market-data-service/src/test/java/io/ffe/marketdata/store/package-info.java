/** What of an undivided checkpoint belongs to which partition. */
@NullMarked
package io.ffe.marketdata.store;

import org.jspecify.annotations.NullMarked;

/** What the replay and its lock-step promise. */
@NullMarked
package io.ffe.marketdata;

import org.jspecify.annotations.NullMarked;

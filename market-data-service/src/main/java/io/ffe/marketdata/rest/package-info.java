/** HTTP of market data: how far the replay is, and the last snapshot of a symbol. Read only; role viewer. */
@NullMarked
package io.ffe.marketdata.rest;

import org.jspecify.annotations.NullMarked;

/**
 * The WebSocket {@code /ws}: the last value at once, then at most one update for each stream and flush, and what was left out
 * counted on it. Its words are in {@code docs/websocket.md}. A client that does not read is cut off alone: it holds a bounded
 * number of bytes for a bounded time, and no thread ever waits for it.
 *
 * <p>One thread flushes all clients; a client's messages are handled on its connection's event loop. Both hold the client's
 * lock for as long as it takes to make a frame and hand it over.
 */
@NullMarked
package io.ffe.marketdata.ws;

import org.jspecify.annotations.NullMarked;

/**
 * The contract of the Finance Feedback Engine: what travels on its topics, and nothing else.
 *
 * <p>Plain Java without a framework. {@code event} holds the payload records, {@code id} the deterministic ids,
 * {@code money} the decimal and instrument types, {@code topic} the catalogue of topics, {@code serde} the one JSON
 * mapper with its CloudEvents headers.
 */
@NullMarked
package io.ffe.schema;

import org.jspecify.annotations.NullMarked;

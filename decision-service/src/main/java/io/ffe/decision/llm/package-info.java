/**
 * Models behind Ollama, through LangChain4j: one request for one answer, or a reason why there is none.
 *
 * <p>Out goes a prompt of numbers and enums from a snapshot and a position; in comes an action, a confidence and reason
 * codes. Every way in which this can fail is a {@link io.ffe.decision.domain.ModelFault}, nothing is thrown, and a call ends
 * at its deadline even when the server hangs. No more calls run than the server works on, abandoned ones included. Never
 * call a model inside a transaction or on a consumer's thread.
 */
@NullMarked
package io.ffe.decision.llm;

import org.jspecify.annotations.NullMarked;

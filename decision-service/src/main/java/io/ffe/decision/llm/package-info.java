/**
 * The model behind Ollama, through LangChain4j: one request for one answer, or a reason why there is none.
 *
 * <p>Out goes a prompt of numbers and enums from a snapshot; in comes an action, a confidence and reason codes. Every way
 * in which this can fail is a {@link io.ffe.decision.domain.ModelAnswer.Failed}, nothing is thrown, and the call ends at
 * its deadline even when the server hangs. Never call it inside a transaction or on a consumer's thread.
 */
@NullMarked
package io.ffe.decision.llm;

import org.jspecify.annotations.NullMarked;

/**
 * Venues, turned into the domain's words: {@link Venue} is what execution knows of them, and one of them is chosen by configuration. In
 * this package the paper venue over HTTP; each other one has a package of its own below, and sends through {@link GuardedHttp}, which
 * holds its request budget and its breaker.
 *
 * <p>Every request has a connect timeout and a deadline that covers reading the answer, carries the current trace and, in a
 * replay, logical time, and reads its bearer token from the file anew. Orders and cancels are sent once: what came back,
 * or that nothing did, is the caller's to judge ({@link io.ffe.execution.domain.OutcomePolicy}). A request that did not leave is told
 * apart from one without an answer ({@link RequestKept}). Questions throw {@link VenueUnavailable} and sit behind a breaker, so that a
 * dead venue is not waited for again and again.
 */
@NullMarked
package io.ffe.execution.venue;

import org.jspecify.annotations.NullMarked;

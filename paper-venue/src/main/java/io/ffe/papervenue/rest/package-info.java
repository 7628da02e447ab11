/**
 * The HTTP side: JSON with decimals as strings, under {@code /api/v1}.
 *
 * <p>Orders need a token with role {@code service} whose claim {@code portfolio} is the order's; reading one's own
 * portfolio too, any portfolio with {@code operator} or {@code viewer}; faults need {@code admin}. Each error is
 * {@code {"error": NAME, "detail": text}}: 400 not JSON, 403 somebody else's, 404 unknown, 409 a clientOrderId that was
 * used, 422 what the venue does not take, 503 for now. No error but 5xx leaves open what happened.
 */
@NullMarked
package io.ffe.papervenue.rest;

import org.jspecify.annotations.NullMarked;

/**
 * Whose tokens count. Without {@code ffe.oidc.issuer}, those that are signed with the installation's own key; with it, those of
 * that issuer, and of the own key only tokens of services, so that execution's token for the paper venue needs no issuer.
 *
 * <p>Promises: an algorithm is one of RS256 and ES256 and belongs to the key that is used; issuer, audience and times are looked at in
 * every token; a key that the issuer has taken back counts no longer than {@code ffe.oidc.refresh}, or, when the issuer cannot be asked,
 * {@code ffe.oidc.keys-hold}. What cannot be decided is refused.
 */
@NullMarked
package io.ffe.messaging.token;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what: the key that signs, tokens for people and services, and the renewal of the services' token files.
 *
 * <p>Tokens are JWTs, RS256, issuer {@code ffe}, with the role as their only group. Their expiry is by the system clock,
 * in a replay too. The private key never leaves {@code .ffe/keys}, which only its owner can read.
 */
@NullMarked
package io.ffe.stack.token;

import org.jspecify.annotations.NullMarked;

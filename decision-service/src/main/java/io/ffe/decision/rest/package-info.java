/**
 * HTTP: decisions for people and programs, read only, for the role {@code viewer} and above; operators answer those that wait for
 * them.
 */
@NullMarked
package io.ffe.decision.rest;

import org.jspecify.annotations.NullMarked;

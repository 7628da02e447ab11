/** HTTP: decisions for people and programs, read only, for the role {@code viewer} and above. */
@NullMarked
package io.ffe.decision.rest;

import org.jspecify.annotations.NullMarked;

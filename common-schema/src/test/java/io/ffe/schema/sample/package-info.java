/** Events for tests: the golden samples that ship with the contract, and random ones that use all of its room. */
@NullMarked
package io.ffe.schema.sample;

import org.jspecify.annotations.NullMarked;

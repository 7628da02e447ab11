/**
 * Tests of what holds for any input: {@link io.ffe.schema.seeded.Tries} runs a test often, each time on what {@link
 * io.ffe.schema.seeded.Draw} makes of another seed. A failure names the seed and how to run that one again.
 */
@NullMarked
package io.ffe.schema.seeded;

import org.jspecify.annotations.NullMarked;

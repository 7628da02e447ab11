/** What is judged about ticks by every service that goes by them, so that all of them believe the same ones. */
@NullMarked
package io.ffe.schema.tick;

import org.jspecify.annotations.NullMarked;

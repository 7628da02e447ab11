/** What delivery promises, against a real broker and a real database. */
@NullMarked
package io.ffe.messaging;

import org.jspecify.annotations.NullMarked;

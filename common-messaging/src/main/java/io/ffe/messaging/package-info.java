@NullMarked
package io.ffe.messaging;

import org.jspecify.annotations.NullMarked;

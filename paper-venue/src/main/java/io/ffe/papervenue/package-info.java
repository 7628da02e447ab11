@NullMarked
package io.ffe.papervenue;

import org.jspecify.annotations.NullMarked;

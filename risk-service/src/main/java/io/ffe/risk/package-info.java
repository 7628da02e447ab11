@NullMarked
package io.ffe.risk;

import org.jspecify.annotations.NullMarked;

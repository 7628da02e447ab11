@NullMarked
package io.ffe.decision;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.ffe.execution;

import org.jspecify.annotations.NullMarked;

/** The one place where execution's settings are declared; an unknown or missing key stops the start. */
@NullMarked
package io.ffe.execution.config;

import org.jspecify.annotations.NullMarked;

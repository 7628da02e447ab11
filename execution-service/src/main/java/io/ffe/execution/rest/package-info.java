/** What the books show over HTTP, to holders of role viewer, operator or admin. Nothing here changes anything. */
@NullMarked
package io.ffe.execution.rest;

import org.jspecify.annotations.NullMarked;

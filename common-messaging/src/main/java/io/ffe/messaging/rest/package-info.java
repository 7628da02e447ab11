/** What the services' REST resources have in common. */
@NullMarked
package io.ffe.messaging.rest;

import org.jspecify.annotations.NullMarked;

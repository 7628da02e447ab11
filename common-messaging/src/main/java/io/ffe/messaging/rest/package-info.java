/**
 * What the services' REST has in common: how answers and mistakes look, what a service is set to, and its description for
 * programs ({@code /q/openapi}) and for people ({@code /q/swagger-ui}).
 */
@NullMarked
package io.ffe.messaging.rest;

import org.jspecify.annotations.NullMarked;

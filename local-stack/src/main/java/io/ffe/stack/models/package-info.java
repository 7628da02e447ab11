/**
 * Whether the models that decisions may ask are there: what is configured, what an Ollama server says about itself, and a
 * trial answer. Asks over HTTP and changes nothing; the one thing that it may cause is that a model is loaded.
 */
@NullMarked
package io.ffe.stack.models;

import org.jspecify.annotations.NullMarked;

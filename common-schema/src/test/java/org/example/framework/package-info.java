/** Stands for the frameworks whose annotations and types the walls recognise by simple name. */
@NullMarked
package org.example.framework;

import org.jspecify.annotations.NullMarked;

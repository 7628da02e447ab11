/** What the tests of this module share: keys, tokens, and the venue as a process. */
package io.ffe.papervenue.testing;

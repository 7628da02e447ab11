/** The shipped process: beats and ticks of a real broker, deaths, disks, and settings that are wrong. */
package io.ffe.papervenue.process;

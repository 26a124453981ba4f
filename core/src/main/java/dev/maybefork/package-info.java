/**
 * Fork on blocking: ordinary blocking code, run as a plain call that becomes a virtual thread only
 * if it really blocks. {@link dev.maybefork.MaybeFork} is where to start.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork;

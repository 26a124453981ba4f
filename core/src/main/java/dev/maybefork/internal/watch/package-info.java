/**
 * Who is held, and for how long. Start at {@link dev.maybefork.internal.watch.HeldCallers}, for
 * calls in native code, and {@link dev.maybefork.internal.watch.HeldChildren}, for all other
 * blocks.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork.internal.watch;

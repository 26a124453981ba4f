/**
 * What lies below the library: the JDK's internals, the VM, the operating system, the log. No other
 * package touches them. Start at {@link dev.maybefork.internal.jdk.Internals}.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork.internal.jdk;

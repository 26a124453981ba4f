/**
 * The agent: opens {@code java.lang} to the library, and puts hooks in front of the JDK's methods
 * that block in native code. Start at {@link dev.maybefork.agent.MaybeForkAgent}; the methods are
 * listed in {@link dev.maybefork.agent.Site}.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork.agent;

/**
 * Tests under every schedule: {@link dev.maybefork.junit.ForkSchedules} runs a JUnit Jupiter test
 * once for each way in which its bodies may fork.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork.junit;

/**
 * How a task runs until it ends or forks. Knows no shape, no condition, no outcome: what it runs is
 * a {@link dev.maybefork.internal.engine.Task}. Start at {@link
 * dev.maybefork.internal.engine.InlineEngine}.
 */
@org.jspecify.annotations.NullMarked
package dev.maybefork.internal.engine;

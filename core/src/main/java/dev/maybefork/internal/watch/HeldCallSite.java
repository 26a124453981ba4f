package dev.maybefork.internal.watch;

import java.time.Duration;
import java.util.List;

/**
 * Where callers were held by a call in native code.
 *
 * @param call the method that blocked
 * @param site what called it outside the JDK
 * @param times how many times
 * @param longest the longest of these times
 * @param stack the first of them, innermost frame first
 */
public record HeldCallSite(
    StackTraceElement call,
    StackTraceElement site,
    long times,
    Duration longest,
    List<StackTraceElement> stack) {}

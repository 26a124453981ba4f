/**
 * MaybeFork in a Spring Boot application: its task executor, {@code @Async}, MVC's async support,
 * health, metrics and context.
 */
@NullMarked
package dev.maybefork.spring;

import org.jspecify.annotations.NullMarked;

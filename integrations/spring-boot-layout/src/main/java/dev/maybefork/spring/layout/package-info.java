/** How an executable jar of Spring Boot brings the agent along. It runs in Maven's JVM. */
@NullMarked
package dev.maybefork.spring.layout;

import org.jspecify.annotations.NullMarked;

/** A Spring Boot application whose pages are made of mostly cached parts. */
@NullMarked
package dev.maybefork.examples.spring;

import org.jspecify.annotations.NullMarked;

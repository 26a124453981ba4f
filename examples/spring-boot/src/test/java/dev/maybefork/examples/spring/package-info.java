/** The executable jar, run as its users do. */
@NullMarked
package dev.maybefork.examples.spring;

import org.jspecify.annotations.NullMarked;

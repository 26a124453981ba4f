/** The quick start, followed word for word. */
@NullMarked
package dev.maybefork.examples.quickstart;

import org.jspecify.annotations.NullMarked;

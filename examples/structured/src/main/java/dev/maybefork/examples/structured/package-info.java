/** StructuredTaskScope with threads that begin on their starter's stack. */
@NullMarked
package dev.maybefork.examples.structured;

import org.jspecify.annotations.NullMarked;

/** The ways there are to run some bodies, each doing the same work. */
@NullMarked
package dev.maybefork.bench.ways;

import org.jspecify.annotations.NullMarked;

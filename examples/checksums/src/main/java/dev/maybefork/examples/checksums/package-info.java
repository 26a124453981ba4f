/** Checksums of a tree of files: cached ones by plain calls, others by as many threads as wait. */
@NullMarked
package dev.maybefork.examples.checksums;

import org.jspecify.annotations.NullMarked;

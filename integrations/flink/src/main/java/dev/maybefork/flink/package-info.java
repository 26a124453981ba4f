/** Look-ups of Flink jobs as plain blocking code, which forks if it really blocks. */
@NullMarked
package dev.maybefork.flink;

import org.jspecify.annotations.NullMarked;

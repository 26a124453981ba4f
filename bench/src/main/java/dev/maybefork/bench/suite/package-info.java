/** The command that measures all there is, in rounds, each way in processes of its own. */
@NullMarked
package dev.maybefork.bench.suite;

import org.jspecify.annotations.NullMarked;

/** One small program through each shape of maybefork. */
@NullMarked
package dev.maybefork.examples;

import org.jspecify.annotations.NullMarked;

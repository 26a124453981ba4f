@NullMarked
package dev.maybefork.examples;

import org.jspecify.annotations.NullMarked;

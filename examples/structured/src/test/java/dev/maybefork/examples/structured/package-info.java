@NullMarked
package dev.maybefork.examples.structured;

import org.jspecify.annotations.NullMarked;

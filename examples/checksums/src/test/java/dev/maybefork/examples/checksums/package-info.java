@NullMarked
package dev.maybefork.examples.checksums;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.maybefork.cli;

import org.jspecify.annotations.NullMarked;

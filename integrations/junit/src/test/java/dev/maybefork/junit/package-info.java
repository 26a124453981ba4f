@NullMarked
package dev.maybefork.junit;

import org.jspecify.annotations.NullMarked;

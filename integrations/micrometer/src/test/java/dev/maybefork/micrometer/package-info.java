@NullMarked
package dev.maybefork.micrometer;

import org.jspecify.annotations.NullMarked;

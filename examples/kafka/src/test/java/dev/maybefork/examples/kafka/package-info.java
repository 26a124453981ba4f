@NullMarked
package dev.maybefork.examples.kafka;

import org.jspecify.annotations.NullMarked;

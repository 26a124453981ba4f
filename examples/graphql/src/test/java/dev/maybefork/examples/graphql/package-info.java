@NullMarked
package dev.maybefork.examples.graphql;

import org.jspecify.annotations.NullMarked;

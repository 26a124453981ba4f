@NullMarked
package dev.maybefork.examples.grpc;

import org.jspecify.annotations.NullMarked;

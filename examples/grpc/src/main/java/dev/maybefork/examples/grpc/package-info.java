/** A service of gRPC whose calls are mostly answered from memory, and sometimes have to wait. */
@NullMarked
package dev.maybefork.examples.grpc;

import org.jspecify.annotations.NullMarked;

/**
 * What Micrometer's context propagation carries, for bodies; and meters of what has become of them.
 */
@NullMarked
package dev.maybefork.micrometer;

import org.jspecify.annotations.NullMarked;

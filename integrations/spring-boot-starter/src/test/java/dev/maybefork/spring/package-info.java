/** The starter in application contexts, and in an application over HTTP. */
@NullMarked
package dev.maybefork.spring;

import org.jspecify.annotations.NullMarked;

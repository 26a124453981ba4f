/** Servers, and what loads them: each a process of its own, on the loopback. */
@NullMarked
package dev.maybefork.bench.service;

import org.jspecify.annotations.NullMarked;

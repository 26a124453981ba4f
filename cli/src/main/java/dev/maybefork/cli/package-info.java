/**
 * The command line of maybefork: shows what the library does, and what it can do on this machine.
 */
@NullMarked
package dev.maybefork.cli;

import org.jspecify.annotations.NullMarked;

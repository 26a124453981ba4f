@NullMarked
package dev.maybefork.report.read;

import org.jspecify.annotations.NullMarked;

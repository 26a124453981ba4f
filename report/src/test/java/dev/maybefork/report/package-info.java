@NullMarked
package dev.maybefork.report;

import org.jspecify.annotations.NullMarked;

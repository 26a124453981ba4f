@NullMarked
package dev.maybefork.report.programs;

import org.jspecify.annotations.NullMarked;

/** From a flight recording to the values of a report. */
@NullMarked
package dev.maybefork.report.read;

import org.jspecify.annotations.NullMarked;

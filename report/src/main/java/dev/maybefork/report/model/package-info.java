/** What a report says: plain values, all times in nanoseconds since the recording began. */
@NullMarked
package dev.maybefork.report.model;

import org.jspecify.annotations.NullMarked;

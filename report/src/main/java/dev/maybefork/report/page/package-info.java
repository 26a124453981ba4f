/** From the values of a report to its page, a single file. */
@NullMarked
package dev.maybefork.report.page;

import org.jspecify.annotations.NullMarked;

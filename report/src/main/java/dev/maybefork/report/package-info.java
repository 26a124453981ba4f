/** What a flight recording says about blocking: {@link Reports} makes a page of it. */
@NullMarked
package dev.maybefork.report;

import org.jspecify.annotations.NullMarked;

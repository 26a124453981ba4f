/** What was measured, and the page that shows it. */
@NullMarked
package dev.maybefork.bench.page;

import org.jspecify.annotations.NullMarked;

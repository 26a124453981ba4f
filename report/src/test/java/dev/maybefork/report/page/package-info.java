@NullMarked
package dev.maybefork.report.page;

import org.jspecify.annotations.NullMarked;

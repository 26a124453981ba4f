@NullMarked
package dev.maybefork.report.browser;

import org.jspecify.annotations.NullMarked;

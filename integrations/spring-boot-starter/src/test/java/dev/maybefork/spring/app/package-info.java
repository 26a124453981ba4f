/** An application on Tomcat with a database and users. */
@NullMarked
package dev.maybefork.spring.app;

import org.jspecify.annotations.NullMarked;

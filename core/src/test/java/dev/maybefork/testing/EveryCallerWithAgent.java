package dev.maybefork.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** As {@link EveryCaller}, for what only the agent can do. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("agent")
@TestTemplate
@ExtendWith(EveryCallerExtension.class)
public @interface EveryCallerWithAgent {}

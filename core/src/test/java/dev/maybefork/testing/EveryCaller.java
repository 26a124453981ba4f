package dev.maybefork.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the contract: a plain method that runs once in each kind of {@link Caller}, under every
 * engine. It may take the caller as its parameter, if it needs to know which one it is.
 *
 * <p>The method is all that runs there: {@code @BeforeEach} and the like stay on JUnit's thread.
 * What a test prepares and may block belongs there, as the caller {@code BODY} forks when it
 * blocks.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("contract")
@TestTemplate
@ExtendWith(EveryCallerExtension.class)
public @interface EveryCaller {}

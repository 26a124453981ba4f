package dev.maybefork.spring.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** With a scheduler, which is a second TaskExecutor: {@code @Async} must not take that. */
@EnableAsync
@EnableScheduling
@SpringBootApplication(proxyBeanMethods = false)
public class TestApplication {}

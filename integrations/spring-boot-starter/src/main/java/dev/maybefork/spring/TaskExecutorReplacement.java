package dev.maybefork.spring;

import static org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.core.type.MethodMetadata;

/**
 * Replaces Boot's {@code applicationTaskExecutor}, if there is one. To define that bean in its
 * place would be simpler, but then Boot's conditions see an executor of the application's: it
 * leaves out what chooses the executor of {@code @Async} and {@code propagate-context}, or with
 * {@code spring.task.execution.mode=force} defines the bean again and fails.
 *
 * <p>So all that Boot decides is as without us; of an application with an executor of its own Boot
 * defines none, and nothing is replaced.
 */
final class TaskExecutorReplacement implements BeanDefinitionRegistryPostProcessor {
  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    String name = APPLICATION_TASK_EXECUTOR_BEAN_NAME;
    if (registry.containsBeanDefinition(name) && isBoots(registry.getBeanDefinition(name))) {
      RootBeanDefinition ours = new RootBeanDefinition(TaskExecutors.class);
      ours.setFactoryMethodName("create");
      ours.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
      registry.removeBeanDefinition(name);
      registry.registerBeanDefinition(name, ours);
    }
  }

  private static boolean isBoots(BeanDefinition definition) {
    MethodMetadata method =
        definition instanceof AnnotatedBeanDefinition annotated
            ? annotated.getFactoryMethodMetadata()
            : null;
    return method != null
        && method
            .getDeclaringClassName()
            .startsWith(TaskExecutionAutoConfiguration.class.getPackageName() + ".");
  }
}

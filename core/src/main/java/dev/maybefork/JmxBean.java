package dev.maybefork;

import dev.maybefork.internal.watch.HeldWatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Registers {@link ForkStatsMXBean} where there is a platform MBean server. To make one takes long,
 * and most programs have none; so the watchdog looks from time to time whether there is one.
 */
final class JmxBean {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  // by the watchdog
  private static long lookedAt = System.nanoTime() - PERIOD_NANOS;
  private static boolean over;

  private JmxBean() {}

  /** Called once, when an engine has been chosen, if the module is there. */
  static void watch() {
    HeldWatch.add(JmxBean::look);
  }

  /** There's never anything for which the watchdog should stay awake. */
  private static boolean look() {
    long now = System.nanoTime();
    if (!over && now - lookedAt >= PERIOD_NANOS) {
      lookedAt = now;
      try {
        over = register();
      } catch (JMException | LinkageError | SecurityException e) {
        // there is such a bean, of another loader's library; or our module can't see it
        over = true;
      }
    }
    return false;
  }

  private static boolean register() throws JMException {
    ObjectName ofThePlatform = new ObjectName("java.lang:type=Runtime");
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(/* agentId= */ null)) {
      if (server.isRegistered(ofThePlatform)) {
        server.registerMBean(
            new StandardMBean(new Stats(), ForkStatsMXBean.class, /* isMXBean= */ true),
            new ObjectName("dev.maybefork:type=ForkStats"));
        return true;
      }
    }
    return false;
  }
}

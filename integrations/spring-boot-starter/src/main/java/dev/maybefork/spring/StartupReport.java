package dev.maybefork.spring;

import dev.maybefork.EngineStatus;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Makes the library ready before the first request comes, and says in one line which engine serves.
 * The first task would else wait for that.
 */
final class StartupReport implements SmartInitializingSingleton {
  private static final Logger LOG = LoggerFactory.getLogger(StartupReport.class);

  private final ForkOn condition;

  StartupReport(ForkOn condition) {
    this.condition = condition;
  }

  @Override
  public void afterSingletonsInstantiated() {
    EngineStatus status = MaybeFork.warmUp();
    LOG.info(
        "MaybeFork: the {} engine serves: {}. Tasks fork on {}."
            + " Calls that block in native code: {}.",
        status.engine(),
        status.reason(),
        condition,
        status.nativeCalls());
  }
}

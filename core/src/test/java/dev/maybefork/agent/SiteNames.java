package dev.maybefork.agent;

import java.util.List;

/** What the numbers mean that hooks pass on. */
public final class SiteNames {
  private SiteNames() {}

  public static String site(int number) {
    return List.of(Site.values()).get(number).name();
  }

  public static String kind(int number) {
    return List.of(Kind.values()).get(number).name();
  }
}

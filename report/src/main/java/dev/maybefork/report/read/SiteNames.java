package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places and what is waited for there, by numbers. */
final class SiteNames {
  record SiteName(String location, String kind) {}

  private final Map<SiteName, Integer> numbers = new HashMap<>();
  private final List<SiteName> names = new ArrayList<>();

  int of(String location, String kind) {
    return numbers.computeIfAbsent(
        new SiteName(location, kind),
        name -> {
          names.add(name);
          return names.size() - 1;
        });
  }

  SiteName name(int number) {
    return names.get(number);
  }
}

package dev.maybefork.report.page;

import java.util.Collection;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;

/**
 * Writes JSON that can stand in a {@code <script>} of a page. It has no character but those of
 * ASCII, and none that means anything to HTML: a name of a thread can't end the element.
 */
final class Json {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  Json object(Consumer<Json> members) {
    return nested('{', members, '}');
  }

  Json array(Consumer<Json> items) {
    return nested('[', items, ']');
  }

  <T> Json array(Collection<T> items, ItemWriter<T> writer) {
    return array(json -> items.forEach(item -> writer.write(json, item)));
  }

  /** Writes one item of an array. */
  @FunctionalInterface
  interface ItemWriter<T> {
    void write(Json json, T item);
  }

  private Json nested(char open, Consumer<Json> inner, char close) {
    separate();
    text.append(open);
    first = true;
    inner.accept(this);
    text.append(close);
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  /** The name of the member whose value is written next. */
  Json name(String name) {
    separate();
    quote(name);
    text.append(':');
    first = true;
    return this;
  }

  Json value(String value) {
    separate();
    quote(value);
    return this;
  }

  Json value(long value) {
    separate();
    text.append(value);
    return this;
  }

  Json value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  Json numbers(Map<String, Long> numbers) {
    return object(json -> numbers.forEach((name, number) -> json.name(name).value(number)));
  }

  private void quote(String value) {
    text.append('"');
    PrimitiveIterator.OfInt chars = value.chars().iterator();
    while (chars.hasNext()) {
      int c = chars.nextInt();
      if (c < ' ' || c > '~' || "\"\\<>&'".indexOf(c) >= 0) {
        text.append(String.format("\\u%04x", c));
      } else {
        text.append((char) c);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

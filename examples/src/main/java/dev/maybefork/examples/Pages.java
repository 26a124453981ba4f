package dev.maybefork.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a site through a cache that has most of them. To load one is a plain call, which
 * blocks where it has to ask the server.
 */
public final class Pages implements Closeable {
  /** The numbers of all pages. */
  public static final List<Integer> NUMBERS = IntStream.rangeClosed(1, 12).boxed().toList();

  static final Set<Integer> NOT_CACHED = Set.of(3, 6, 9, 12);

  private final PageServer server;
  private final Map<Integer, String> cache = new ConcurrentHashMap<>();

  private Pages(PageServer server) {
    this.server = server;
  }

  /**
   * Starts the server, and loads the pages that shall be in the cache.
   *
   * @return the pages
   * @throws IOException if the server can't be started
   */
  public static Pages open() throws IOException {
    Pages pages = new Pages(new PageServer());
    NUMBERS.stream().filter(number -> !NOT_CACHED.contains(number)).forEach(pages::load);
    return pages;
  }

  /**
   * Loads a page.
   *
   * @param number its number
   * @return the page
   */
  public Page load(int number) {
    String text = cache.get(number);
    if (text == null) {
      try (InputStream in = server.url(number).openStream()) {
        text = new String(in.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      cache.put(number, text);
    }
    return Page.loaded(number, text);
  }

  /**
   * Opens a page, for who wants to {@link #read} it himself. This blocks as {@link #load} does.
   *
   * @param number its number
   * @return the stream, to be closed by the caller
   * @throws IOException if the server doesn't answer
   */
  public InputStream open(int number) throws IOException {
    @Nullable String text = cache.get(number);
    return text == null
        ? server.url(number).openStream()
        : new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /**
   * Reads an open page.
   *
   * @param number its number
   * @param in the page
   * @return the page
   * @throws IOException if it can't be read
   */
  public Page read(int number, InputStream in) throws IOException {
    return Page.loaded(number, new String(in.readAllBytes(), UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}

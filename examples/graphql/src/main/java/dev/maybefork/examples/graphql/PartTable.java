package dev.maybefork.examples.graphql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks parts up in a {@link Database}, by plain JDBC: each look-up has a connection for itself as
 * long as it's under way. It is thread-safe.
 */
final class PartTable implements Parts.Loader, AutoCloseable {
  private final String url;
  private final Queue<Link> idle = new ConcurrentLinkedQueue<>();
  private final LongAdder loads = new LongAdder();
  private volatile boolean closed;

  PartTable(String url) {
    this.url = url;
  }

  @Override
  public String load(Part part) throws SQLException {
    loads.increment();
    Link link = take();
    try {
      String text = link.find(part);
      idle.add(link);
      return text;
    } catch (SQLException | RuntimeException e) {
      link.close();
      throw e;
    } finally {
      if (closed) {
        close();
      }
    }
  }

  private Link take() throws SQLException {
    @Nullable Link link = idle.poll();
    return link == null ? new Link(url) : link;
  }

  /** How many parts it has been asked for. */
  long loads() {
    return loads.sum();
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    for (@Nullable Link next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }

  private static final class Link implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement query;

    Link(String url) throws SQLException {
      connection = DriverManager.getConnection(url);
      query = connection.prepareStatement("SELECT text FROM part WHERE product = ? AND field = ?");
    }

    String find(Part part) throws SQLException {
      query.setInt(1, part.product());
      query.setString(2, part.field());
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("no " + part);
        }
        return rows.getString(1);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}

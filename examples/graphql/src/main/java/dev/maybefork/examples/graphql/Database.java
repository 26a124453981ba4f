package dev.maybefork.examples.graphql;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.h2.tools.Server;

/** All parts of all products in H2, which serves on a port of this machine until it's closed. */
final class Database implements AutoCloseable {
  private final String name;
  private final Connection connection; // the database lives as long as it does
  private final Server server;

  /**
   * Fills one, and starts its server.
   *
   * @param products how many products it has
   * @param lookUp what each look-up meets
   */
  Database(int products, LookUp lookUp) throws SQLException {
    System.setProperty("h2.bindAddress", InetAddress.getLoopbackAddress().getHostAddress());
    name = LookUps.register(lookUp);
    connection = DriverManager.getConnection("jdbc:h2:mem:" + name);
    fill(products);
    server = Server.createTcpServer("-tcpPort", "0").start();
  }

  /** A look-up meets {@link LookUps#meet} in the view that clients see. */
  private void fill(int products) throws SQLException {
    String fields =
        Part.FIELDS.stream().map(field -> "('" + field + "')").collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE stored (field VARCHAR(20), product INT, text VARCHAR(60),"
              + " PRIMARY KEY (product, field))");
      statement.execute(
          "INSERT INTO stored SELECT f.name, p.x, f.name || ' of product ' || p.x FROM (VALUES "
              + fields
              + ") f (name), SYSTEM_RANGE(0, "
              + (products - 1)
              + ") p");
      statement.execute("CREATE ALIAS meet FOR '" + LookUps.class.getName() + ".meet'");
      statement.execute(
          "CREATE VIEW part AS SELECT field, product, text FROM stored WHERE meet('"
              + name
              + "', field, product)");
    }
  }

  /** Its address, for JDBC. */
  String url() {
    return "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + name;
  }

  @Override
  public void close() throws SQLException {
    server.stop();
    connection.close();
    LookUps.unregister(name);
  }
}

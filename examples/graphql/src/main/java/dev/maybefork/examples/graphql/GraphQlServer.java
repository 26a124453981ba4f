package dev.maybefork.examples.graphql;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import graphql.ExecutionInput;
import graphql.GraphQL;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Products by GraphQL over HTTP, on a port of this machine: {@code POST /graphql}. */
final class GraphQlServer implements AutoCloseable {
  static {
    // else the body of an answer waits until the client has acknowledged the header
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final JsonMapper JSON = JsonMapper.shared();

  /** A request as clients write it. */
  private record Request(String query, @Nullable Map<String, Object> variables) {}

  private final ExecutorService requests;
  private final ExecutorService fetchers;
  private final GraphQL graphQl;
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param products how many products there are
   */
  GraphQlServer(Way way, int products, Parts parts) throws IOException {
    requests = way.newRequestExecutor();
    fetchers = way.newFetcherExecutor();
    graphQl = ShopSchema.newGraphQL(products, part -> way.fetch(parts, part, fetchers));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/graphql", this::answer);
    server.setExecutor(requests);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      @Nullable Request request = read(exchange);
      if (request == null) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      byte[] answer = JSON.writeValueAsBytes(execute(request));
      exchange.getResponseHeaders().set("Content-Type", "application/graphql-response+json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static @Nullable Request read(HttpExchange exchange) throws IOException {
    try {
      @Nullable Request request =
          JSON.readValue(exchange.getRequestBody().readAllBytes(), Request.class);
      return request == null || request.query() == null ? null : request;
    } catch (JacksonException e) {
      return null;
    }
  }

  private Map<String, Object> execute(Request request) {
    @Nullable Map<String, Object> variables = request.variables();
    return graphQl
        .execute(
            ExecutionInput.newExecutionInput(request.query())
                .variables(variables == null ? Map.of() : variables))
        .toSpecification();
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
    fetchers.shutdownNow();
  }
}

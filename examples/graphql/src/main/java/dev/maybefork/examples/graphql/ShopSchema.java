package dev.maybefork.examples.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.GraphQL;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeRuntimeWiring;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The schema of {@code shop.graphqls}, with a fetcher for each field. */
final class ShopSchema {
  private ShopSchema() {}

  /**
   * The service.
   *
   * @param products how many products there are
   * @param fetch what the fetcher of a part returns
   */
  static GraphQL newGraphQL(int products, Function<Part, Object> fetch) throws IOException {
    DataFetcher<?> product = environment -> existing(environment, products);
    TypeRuntimeWiring.Builder parts = TypeRuntimeWiring.newTypeWiring("Product");
    for (String field : Part.FIELDS) {
      parts.dataFetcher(
          field, environment -> fetch.apply(new Part(field, number(environment.getSource()))));
    }
    RuntimeWiring wiring =
        RuntimeWiring.newRuntimeWiring()
            .type(TypeRuntimeWiring.newTypeWiring("Query").dataFetcher("product", product))
            .type(parts)
            .build();
    return GraphQL.newGraphQL(schema(wiring)).preparsedDocumentProvider(parsedOnce()).build();
  }

  private static GraphQLSchema schema(RuntimeWiring wiring) throws IOException {
    try (InputStream text =
        requireNonNull(ShopSchema.class.getResourceAsStream("/shop.graphqls"))) {
      return new SchemaGenerator()
          .makeExecutableSchema(
              new SchemaParser().parse(new String(text.readAllBytes(), UTF_8)), wiring);
    }
  }

  /** The source of a part's fetcher: the product's number, or null. */
  private static @Nullable Integer existing(DataFetchingEnvironment environment, int products) {
    int id = number(environment.getArgument("id"));
    return id >= 0 && id < products ? (Integer) id : null;
  }

  private static int number(@Nullable Integer number) {
    return requireNonNull(number);
  }

  /** Parses and validates each text of a query once, as services do whose clients are known. */
  private static PreparsedDocumentProvider parsedOnce() {
    Cache<String, PreparsedDocumentEntry> documents =
        Caffeine.newBuilder().maximumSize(1_000).build();
    return (input, parse) ->
        CompletableFuture.completedFuture(documents.get(input.getQuery(), _ -> parse.apply(input)));
  }
}

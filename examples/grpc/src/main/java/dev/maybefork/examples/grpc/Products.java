package dev.maybefork.examples.grpc;

import dev.maybefork.examples.grpc.proto.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All products. The popular ones, those with the lowest numbers, are kept in memory; to look any
 * other one up blocks. It is thread-safe.
 */
final class Products {
  private final List<Product> popular = new ArrayList<>();
  private final ProductFile names;
  private final WarehouseClient warehouse;

  Products(int popularCount, ProductFile names, WarehouseClient warehouse) throws IOException {
    if (popularCount < 0 || popularCount > names.count()) {
      throw new IllegalArgumentException(
          "popularCount: " + popularCount + ", must be 0 to " + names.count());
    }
    this.names = names;
    this.warehouse = warehouse;
    for (int id = 0; id < popularCount; id++) {
      popular.add(product(id, names.name(id), /* stock= */ 1_000));
    }
  }

  boolean has(int id) {
    return id >= 0 && id < names.count();
  }

  /** A product, if it's in memory. Never blocks. */
  @Nullable Product cached(int id) {
    return id < popular.size() ? popular.get(id) : null;
  }

  /** A product, from the disk and from the warehouse. */
  Product load(int id) throws IOException {
    return product(id, names.name(id), warehouse.stock(id));
  }

  private static Product product(int id, String name, int stock) {
    return Product.newBuilder().setId(id).setName(name).setStock(stock).build();
  }
}

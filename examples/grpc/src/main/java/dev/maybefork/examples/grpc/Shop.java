package dev.maybefork.examples.grpc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * All that is behind a server: products on the disk, and a warehouse.
 *
 * @param names of all products
 * @param warehouse that says how many there are
 * @param client of the warehouse
 * @param products by both
 */
record Shop(ProductFile names, Warehouse warehouse, WarehouseClient client, Products products)
    implements Closeable {
  /** How many products are kept in memory. */
  static final int POPULAR = 1_000;

  /** How many there are. */
  static final int COUNT = 8_000;

  /** Some 20 ms of a processor's time. */
  private static final int PRICE_STEPS = 12_000_000;

  /** Makes one, whose file is in this folder: not one that is in memory, as /tmp may be. */
  static Shop open(Path folder, Warehouse.Counting counting) throws IOException {
    ProductFile names = ProductFile.create(folder, COUNT);
    Warehouse warehouse = new Warehouse(counting);
    WarehouseClient client = new WarehouseClient(warehouse.address());
    return new Shop(names, warehouse, client, new Products(POPULAR, names, client));
  }

  /** One whose warehouse takes its time to answer. */
  static Shop open(Path folder, Duration delay) throws IOException {
    return open(
        folder,
        id -> {
          Thread.sleep(delay);
          return id % 10;
        });
  }

  /** The folder of the program's jar or classes. */
  static Path folder() {
    return Path.of(Shop.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .resolveSibling("data");
  }

  /** A price by many random customers: it computes, and never blocks. */
  static long price(int id) {
    SplittableRandom customers = new SplittableRandom(id);
    long sum = 0;
    for (int i = 0; i < PRICE_STEPS; i++) {
      sum += customers.nextInt(10_000);
    }
    return sum / PRICE_STEPS;
  }

  @Override
  public void close() throws IOException {
    client.close();
    warehouse.close();
    names.close();
  }
}

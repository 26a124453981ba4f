package dev.maybefork.examples.graphql;

import java.util.List;
import java.util.stream.Stream;

/**
 * One of the parts of which a product's page is made: a key of the cache, and of the database.
 *
 * @param field the name of the field of the schema
 * @param product the product's number
 */
record Part(String field, int product) {
  /** The fields of a product. */
  static final List<String> FIELDS =
      List.of(
          "name",
          "brand",
          "price",
          "stock",
          "rating",
          "review",
          "picture",
          "delivery",
          "related",
          "offer");

  /** The parts of one product, in the order of the fields. */
  static Stream<Part> of(int product) {
    return FIELDS.stream().map(field -> new Part(field, product));
  }

  /** What the database has for it. */
  String text() {
    return field + " of product " + product;
  }
}

package dev.maybefork.examples.grpc;

import dev.maybefork.examples.grpc.proto.CatalogGrpc;
import dev.maybefork.examples.grpc.proto.FindRequest;
import dev.maybefork.examples.grpc.proto.PriceReply;
import dev.maybefork.examples.grpc.proto.PriceRequest;
import dev.maybefork.examples.grpc.proto.Product;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** The service: plain code that blocks where it has to wait. */
final class CatalogService extends CatalogGrpc.CatalogImplBase {
  private final Products products;
  private final IntToLongFunction pricing;
  private final Executor misses;
  private final Executor prices;

  /**
   * A service.
   *
   * @param misses runs what looks up a product that is not in memory
   * @param prices runs what computes a price
   */
  CatalogService(Products products, IntToLongFunction pricing, Executor misses, Executor prices) {
    this.products = products;
    this.pricing = pricing;
    this.misses = misses;
    this.prices = prices;
  }

  @Override
  public void find(FindRequest request, StreamObserver<Product> answer) {
    int id = request.getId();
    if (!products.has(id)) {
      answer.onError(Status.NOT_FOUND.withDescription("id: " + id).asRuntimeException());
      return;
    }
    @Nullable Product cached = products.cached(id);
    if (cached != null) {
      complete(answer, cached);
    } else {
      misses.execute(() -> answer(answer, () -> products.load(id)));
    }
  }

  @Override
  public void price(PriceRequest request, StreamObserver<PriceReply> answer) {
    int id = request.getId();
    if (!products.has(id)) {
      answer.onError(Status.NOT_FOUND.withDescription("id: " + id).asRuntimeException());
      return;
    }
    prices.execute(() -> answer(answer, () -> reply(pricing.applyAsLong(id))));
  }

  private static PriceReply reply(long cents) {
    return PriceReply.newBuilder().setCents(cents).build();
  }

  private static <T> void answer(StreamObserver<T> answer, Callable<T> call) {
    T value;
    try {
      value = call.call();
    } catch (IOException e) {
      answer.onError(Status.UNAVAILABLE.withCause(e).asRuntimeException());
      return;
    } catch (Exception e) {
      answer.onError(Status.INTERNAL.withCause(e).asRuntimeException());
      return;
    }
    complete(answer, value);
  }

  private static <T> void complete(StreamObserver<T> answer, T value) {
    answer.onNext(value);
    answer.onCompleted();
  }
}

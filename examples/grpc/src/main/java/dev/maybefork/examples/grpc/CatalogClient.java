package dev.maybefork.examples.grpc;

import dev.maybefork.examples.grpc.proto.CatalogGrpc;
import dev.maybefork.examples.grpc.proto.FindRequest;
import dev.maybefork.examples.grpc.proto.PriceReply;
import dev.maybefork.examples.grpc.proto.PriceRequest;
import dev.maybefork.examples.grpc.proto.Product;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One connection to a {@link CatalogServer}. It is thread-safe. */
final class CatalogClient implements AutoCloseable {
  private final ManagedChannel channel;
  private final CatalogGrpc.CatalogStub calls;
  private final CatalogGrpc.CatalogBlockingStub blockingCalls;

  /**
   * A client.
   *
   * @param port of the server
   * @param callbacks runs what gRPC has to tell, and what hangs on the futures of this client:
   *     {@code MaybeFork.executor()} does so on the event loop until it blocks
   */
  CatalogClient(int port, Executor callbacks) {
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .usePlaintext()
            .executor(callbacks)
            .build();
    calls = CatalogGrpc.newStub(channel);
    blockingCalls = CatalogGrpc.newBlockingStub(channel);
  }

  /** A product, whenever it is answered. What hangs on this future is run as a callback. */
  CompletableFuture<Product> find(int id) {
    FutureAnswer<Product> answer = new FutureAnswer<>();
    calls.find(FindRequest.newBuilder().setId(id).build(), answer);
    return answer.future;
  }

  /** A product, for which the caller waits. */
  Product await(int id, Duration atMost) {
    return blockingCalls
        .withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
        .find(FindRequest.newBuilder().setId(id).build());
  }

  /** A price, whenever it has been computed. */
  CompletableFuture<PriceReply> price(int id) {
    FutureAnswer<PriceReply> answer = new FutureAnswer<>();
    calls.price(PriceRequest.newBuilder().setId(id).build(), answer);
    return answer.future;
  }

  /** Ends the calls that are under way. */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the channel doesn't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends without being waited for
    }
  }

  private static final class FutureAnswer<T> implements StreamObserver<T> {
    final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public void onNext(T value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}

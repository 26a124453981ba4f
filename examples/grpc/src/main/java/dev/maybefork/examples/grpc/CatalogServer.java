package dev.maybefork.examples.grpc;

import dev.maybefork.examples.grpc.proto.CatalogGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;

/** The service on a port of this machine. */
final class CatalogServer implements AutoCloseable {
  private final ExecutorService executor;
  private final ExecutorService computing =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final Server server;

  CatalogServer(Serving serving, Products products, IntToLongFunction pricing) throws IOException {
    executor = serving.newExecutor();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(any)
            .addService(new CatalogService(products, pricing, serving.misses(), serving.prices()));
    server = withThreads(builder, serving).build().start();
  }

  private NettyServerBuilder withThreads(NettyServerBuilder builder, Serving serving) {
    return switch (serving) {
      case POOL -> builder;
      case DIRECT, IN_METHOD -> builder.directExecutor();
      case VIRTUAL, MAYBE_FORK, AFTER -> builder.executor(executor);
      case BY_METHOD -> builder.executor(executor).callExecutor(new ByMethod(executor, computing));
    };
  }

  /** A call that computes is run by a pool as large as the machine; any other by {@code others}. */
  private record ByMethod(Executor others, Executor computing)
      implements ServerCallExecutorSupplier {
    @Override
    public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
      return call.getMethodDescriptor().equals(CatalogGrpc.getPriceMethod()) ? computing : others;
    }
  }

  int port() {
    return server.getPort();
  }

  /** Ends the calls that are under way. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server doesn't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends without being waited for
    }
    executor.shutdownNow();
    computing.shutdownNow();
  }
}

package dev.maybefork.bench.service;

import dev.maybefork.MaybeFork;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** A gRPC server, whose executor is chosen by the first argument. It prints its port. */
public final class GrpcServer {
  private GrpcServer() {}

  /**
   * Serves until its parent ends.
   *
   * @param args {@code default}, {@code direct}, {@code virtual} or {@code maybeFork}
   * @throws IOException if there is no port
   * @throws InterruptedException if it's interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Parent.endWithIt();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(any).addService(CallService.definition());
    Server server = withExecutor(builder, args[0]).build().start();
    System.out.println(server.getPort());
    server.awaitTermination();
  }

  private static NettyServerBuilder withExecutor(NettyServerBuilder builder, String name) {
    return switch (name) {
      case "default" -> builder;
      case "direct" -> builder.directExecutor();
      case "virtual" -> builder.executor(Executors.newVirtualThreadPerTaskExecutor());
      case "maybeFork" -> builder.executor(MaybeFork.executor());
      default -> throw new IllegalArgumentException(name);
    };
  }
}

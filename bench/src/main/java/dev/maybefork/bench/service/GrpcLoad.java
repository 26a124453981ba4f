package dev.maybefork.bench.service;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Loads a {@link GrpcServer}: whenever a call is answered the next one begins. */
public final class GrpcLoad implements Load {
  /** The golden ratio's: its multiples, modulo 1, are spread as evenly as can be. */
  private static final double STEP = 0.618033988749895;

  private final LoadPlan.Setting setting;
  private final Meter meter;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicLong calls = new AtomicLong();
  private final Phaser underWay = new Phaser(1);
  private volatile boolean over;
  private volatile @Nullable Throwable failure;

  private GrpcLoad(int port, LoadPlan.Setting setting, Meter meter) {
    this.setting = setting;
    this.meter = meter;
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < setting.connections(); i++) {
      channels.add(NettyChannelBuilder.forAddress(server).usePlaintext().directExecutor().build());
    }
    for (int i = 0; i < setting.inFlight(); i++) {
      underWay.register();
      call(channels.get(i % channels.size()));
    }
  }

  /**
   * Loads a server by a plan, and prints reports.
   *
   * @param args the plan
   * @throws Exception if a call fails
   */
  public static void main(String[] args) throws Exception {
    Load.run(args[0], GrpcLoad::new);
    System.exit(0); // whatever threads gRPC still has
  }

  private void call(ManagedChannel channel) {
    boolean hit = calls.getAndIncrement() * STEP % 1 < setting.hits() / 100;
    byte[] request = {(byte) (hit ? 0 : 1)};
    ClientCalls.asyncUnaryCall(
        channel.newCall(CallService.CALL, CallOptions.DEFAULT), request, new Answer(channel));
  }

  /** Of one call. */
  private final class Answer implements StreamObserver<byte[]> {
    private final ManagedChannel channel;
    private final long start = System.nanoTime();

    Answer(ManagedChannel channel) {
      this.channel = channel;
    }

    @Override
    public void onNext(byte[] value) {}

    @Override
    public void onError(Throwable t) {
      failure = t;
      underWay.arriveAndDeregister();
    }

    @Override
    public void onCompleted() {
      meter.record(System.nanoTime() - start);
      if (over) {
        underWay.arriveAndDeregister();
      } else {
        call(channel);
      }
    }
  }

  @Override
  public void check() {
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void stop() throws InterruptedException {
    over = true;
    underWay.arriveAndAwaitAdvance();
    for (ManagedChannel channel : channels) {
      channel.shutdown();
    }
    for (ManagedChannel channel : channels) {
      if (!channel.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new AssertionError("a channel doesn't end");
      }
    }
  }
}

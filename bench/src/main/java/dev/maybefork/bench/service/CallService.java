package dev.maybefork.bench.service;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The one call: its first byte says how many milliseconds it blocks for before it answers. */
final class CallService {
  static final MethodDescriptor<byte[], byte[]> CALL =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("bench.Service/call")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private static final byte[] ANSWER = new byte[100];

  private CallService() {}

  /** Bytes, as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder("bench.Service")
        .addMethod(CALL, ServerCalls.asyncUnaryCall(CallService::answer))
        .build();
  }

  private static void answer(byte[] request, StreamObserver<byte[]> observer) {
    if (request[0] > 0) {
      try {
        Thread.sleep(request[0]);
      } catch (InterruptedException e) {
        observer.onError(e);
        return;
      }
    }
    observer.onNext(ANSWER);
    observer.onCompleted();
  }
}

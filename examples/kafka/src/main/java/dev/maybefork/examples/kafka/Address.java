package dev.maybefork.examples.kafka;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code HOST:PORT}. */
final class Address implements ITypeConverter<InetSocketAddress> {
  static InetSocketAddress of(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("must be HOST:PORT: " + hostAndPort);
    }
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  @Override
  public InetSocketAddress convert(String hostAndPort) {
    return of(hostAndPort);
  }
}

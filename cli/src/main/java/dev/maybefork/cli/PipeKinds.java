package dev.maybefork.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;

/** Blocks in pipes, selectors and other processes. */
final class PipeKinds {
  private PipeKinds() {}

  static Block select(Resources resources) throws IOException {
    Selector selector = resources.own(Selector.open());
    return new Block(selector::select, selector::wakeup);
  }

  static Block pipe(Resources resources) throws IOException {
    Pipe pipe = Pipe.open();
    Pipe.SourceChannel source = resources.own(pipe.source());
    Pipe.SinkChannel sink = resources.own(pipe.sink());
    return new Block(
        () -> source.read(ByteBuffer.allocate(1)), () -> sink.write(ByteBuffer.allocate(1)));
  }

  static Block pipedStream(Resources resources) throws IOException {
    PipedInputStream in = resources.own(new PipedInputStream());
    PipedOutputStream out = resources.own(new PipedOutputStream(in));
    return new Block(() -> in.read(), () -> writeOne(out));
  }

  private static void writeOne(OutputStream out) throws IOException {
    out.write('\n');
    out.flush();
  }

  /** A process that ends when its input does, and answers all that it is given. */
  private static Process startCat(Resources resources) throws IOException {
    Process cat = new ProcessBuilder("cat").start();
    resources.own(cat::destroyForcibly);
    resources.own(cat.getInputStream());
    resources.own(cat.getErrorStream());
    resources.own(cat.getOutputStream());
    return cat;
  }

  static Block processEnd(Resources resources) throws IOException {
    Process cat = startCat(resources);
    return new Block(cat::waitFor, () -> cat.getOutputStream().close());
  }

  static Block processOutput(Resources resources) throws IOException {
    Process cat = startCat(resources);
    return new Block(() -> cat.getInputStream().read(), () -> writeOne(cat.getOutputStream()));
  }
}

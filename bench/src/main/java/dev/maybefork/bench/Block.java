package dev.maybefork.bench;

import java.io.IOException;

/** What the bodies of a fan-out block in. */
interface Block extends AutoCloseable {
  /** Blocks; no two bodies of one number do so at once. */
  void block(int body) throws Exception;

  /** What a body does instead that doesn't block. */
  default void pass(int body) throws IOException {}

  /** How long it sleeps, for those who can't but only suspend; 0 if it isn't a sleep. */
  default long millis() {
    return 0;
  }

  @Override
  default void close() throws IOException {}

  /** The kinds of it. */
  enum Kind {
    SLEEP {
      @Override
      Block open(int bodies) {
        return new Sleep();
      }
    },
    SOCKET {
      @Override
      Block open(int bodies) throws IOException {
        return new EchoBlock(bodies);
      }
    },
    LOCK {
      @Override
      Block open(int bodies) {
        return new LockBlock();
      }
    },
    FILE {
      @Override
      Block open(int bodies) throws IOException {
        return new ColdFileBlock(bodies);
      }
    };

    abstract Block open(int bodies) throws IOException;
  }

  /** For a millisecond. */
  final class Sleep implements Block {
    @Override
    public void block(int body) throws InterruptedException {
      Thread.sleep(millis());
    }

    @Override
    public long millis() {
      return 1;
    }
  }
}

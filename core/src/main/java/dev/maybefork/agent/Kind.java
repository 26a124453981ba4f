package dev.maybefork.agent;

import dev.maybefork.internal.jdk.HookProtocol;

/** What a call that blocks in native code waits for, by the numbers of {@link HookProtocol}. */
enum Kind {
  FILE(HookProtocol.FILE),
  PIPE(HookProtocol.PIPE),
  NAME_LOOKUP(HookProtocol.NAME_LOOKUP),
  PROCESS(HookProtocol.PROCESS),
  SOCKET(HookProtocol.SOCKET),
  LOCK(HookProtocol.LOCK);

  /** What the hooks pass on. */
  final int id;

  Kind(int id) {
    this.id = id;
  }
}

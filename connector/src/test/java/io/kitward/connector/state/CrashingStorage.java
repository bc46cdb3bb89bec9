package io.kitward.connector.state;

import java.util.List;
import java.util.Optional;

/** Storage of a process that dies when it has written so many times. */
final class CrashingStorage implements Storage {

  /** The process died here. */
  static final class Crash extends RuntimeException {}

  private final Storage inner;
  private int left;

  CrashingStorage(Storage inner, int writes) {
    this.inner = inner;
    this.left = writes;
  }

  @Override
  public Optional<byte[]> read(String name) {
    return inner.read(name);
  }

  @Override
  public void write(String name, byte[] content) {
    spend();
    inner.write(name, content);
  }

  @Override
  public void append(String name, byte[] content) {
    spend();
    inner.append(name, content);
  }

  @Override
  public void force(String name) {
    inner.force(name);
  }

  @Override
  public void delete(String name) {
    spend();
    inner.delete(name);
  }

  @Override
  public List<String> names(String folder) {
    return inner.names(folder);
  }

  private void spend() {
    if (left-- <= 0) {
      throw new Crash();
    }
  }
}

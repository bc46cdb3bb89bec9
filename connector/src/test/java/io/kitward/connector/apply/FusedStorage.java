package io.kitward.connector.apply;

import io.kitward.connector.state.MemoryStorage;
import io.kitward.connector.state.Storage;
import java.util.List;
import java.util.Optional;

/** Storage in memory whose writes are changes that a fuse counts. */
final class FusedStorage implements Storage {

  private final MemoryStorage inner = new MemoryStorage();
  private final Fuse fuse;

  FusedStorage(Fuse fuse) {
    this.fuse = fuse;
  }

  @Override
  public Optional<byte[]> read(String name) {
    return inner.read(name);
  }

  @Override
  public void write(String name, byte[] content) {
    fuse.burn(() -> inner.write(name, content));
  }

  @Override
  public void append(String name, byte[] content) {
    fuse.burn(() -> inner.append(name, content));
  }

  @Override
  public void force(String name) {
    inner.force(name);
  }

  @Override
  public void delete(String name) {
    fuse.burn(() -> inner.delete(name));
  }

  @Override
  public List<String> names(String folder) {
    return inner.names(folder);
  }
}

package io.kitward.connector.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Storage that lives as long as the process, for simulated nodes and tests. */
public final class MemoryStorage implements Storage {

  private final TreeMap<String, byte[]> pieces = new TreeMap<>();

  @Override
  public synchronized Optional<byte[]> read(String name) {
    return Optional.ofNullable(pieces.get(name)).map(byte[]::clone);
  }

  @Override
  public synchronized void write(String name, byte[] content) {
    pieces.put(name, content.clone());
  }

  @Override
  public synchronized void append(String name, byte[] content) {
    byte[] old = pieces.getOrDefault(name, new byte[0]);
    byte[] all = new byte[old.length + content.length];
    System.arraycopy(old, 0, all, 0, old.length);
    System.arraycopy(content, 0, all, old.length, content.length);
    pieces.put(name, all);
  }

  @Override
  public void force(String name) {}

  @Override
  public synchronized void delete(String name) {
    pieces.remove(name);
  }

  @Override
  public synchronized List<String> names(String folder) {
    var names = new ArrayList<String>();
    for (String name : pieces.keySet()) {
      if (name.startsWith(folder + "/") && name.indexOf('/', folder.length() + 1) < 0) {
        names.add(name.substring(folder.length() + 1));
      }
    }
    return names;
  }
}

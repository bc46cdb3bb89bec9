package io.kitward.connector.state;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Storage that lives as long as the process, for simulated nodes and tests. */
public final class MemoryStorage implements Storage {

  private final TreeMap<String, ByteArrayOutputStream> pieces = new TreeMap<>();

  @Override
  public synchronized Optional<byte[]> read(String name) {
    return Optional.ofNullable(pieces.get(name)).map(ByteArrayOutputStream::toByteArray);
  }

  @Override
  public synchronized void write(String name, byte[] content) {
    var piece = new ByteArrayOutputStream(content.length);
    piece.writeBytes(content);
    pieces.put(name, piece);
  }

  @Override
  public synchronized void append(String name, byte[] content) {
    pieces.computeIfAbsent(name, fresh -> new ByteArrayOutputStream()).writeBytes(content);
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

package io.kitward.connector.state;

import java.util.List;
import java.util.Optional;

/**
 * Named pieces of bytes that survive a crash. Names are relative paths of plain components. Safe
 * for use by several threads. Methods throw {@link java.io.UncheckedIOException} when the medium
 * fails.
 */
public interface Storage {

  /** The bytes under this name; empty when there are none. */
  Optional<byte[]> read(String name);

  /** Replaces the bytes whole and durably: after a crash they are the old or the new ones. */
  void write(String name, byte[] content);

  /** Adds bytes at the end; durable only after {@link #force}. */
  void append(String name, byte[] content);

  /** Makes what was appended durable. */
  void force(String name);

  /** Removes the bytes; nothing happens when there are none. */
  void delete(String name);

  /** The names directly below a folder, sorted; folders are not among them. */
  List<String> names(String folder);
}

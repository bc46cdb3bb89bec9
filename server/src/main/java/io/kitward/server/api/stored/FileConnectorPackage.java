package io.kitward.server.api.stored;

import io.kitward.protocol.Json;
import io.kitward.server.api.port.ConnectorPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The connector's package as a file on the server's disk, read once. Thread-safe. */
public final class FileConnectorPackage implements ConnectorPackage {

  private final Optional<Debian> debian;

  /**
   * Makes the port.
   *
   * @param file a Debian package named {@code NAME_VERSION_ARCHITECTURE.deb}; empty when the server
   *     holds none
   */
  public FileConnectorPackage(Optional<Path> file) {
    this.debian = file.map(FileConnectorPackage::read);
  }

  private static Debian read(Path file) {
    try {
      String[] parts = String.valueOf(file.getFileName()).split("_");
      String version = parts.length > 1 ? parts[1] : "";
      return new Debian(file, version, Json.sha256(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("the connector's package can't be read: " + file, e);
    }
  }

  @Override
  public Optional<Debian> debian() {
    return debian;
  }
}

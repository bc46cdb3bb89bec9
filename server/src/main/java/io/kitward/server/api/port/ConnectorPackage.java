package io.kitward.server.api.port;

import java.nio.file.Path;
import java.util.Optional;

/** The connector's package that nodes install. */
public interface ConnectorPackage {

  /** The Debian package; empty when the server holds none. */
  Optional<Debian> debian();

  /**
   * A package file that does not change while it is there.
   *
   * @param sha256 64 hexadecimal digits
   */
  record Debian(Path path, String version, String sha256) {}
}

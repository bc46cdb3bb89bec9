package io.kitward.server.api.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The connector's packages that nodes install. */
public interface ConnectorPackage {

  /** Every package that the server holds; of one format and architecture the newest comes first. */
  List<Held> all();

  /**
   * The newest package.
   *
   * @param format {@code deb} or {@code rpm}
   * @param architecture as the package names it; empty: any
   */
  default Optional<Held> newest(String format, String architecture) {
    return all().stream()
        .filter(each -> each.format().equals(format))
        .filter(
            each ->
                architecture.isEmpty()
                    || each.architecture().equals(architecture)
                    || each.architecture().equals("all")
                    || each.architecture().equals("noarch"))
        .findFirst();
  }

  /** A package by the digest of its content, for connectors that upgrade themselves. */
  default Optional<Held> offered(String sha256) {
    return all().stream().filter(one -> one.sha256().equals(sha256)).findFirst();
  }

  /**
   * A package file that does not change while it is there.
   *
   * @param sha256 64 hexadecimal digits
   */
  record Held(Path path, String version, String format, String architecture, String sha256) {}
}

package io.kitward.connector.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of whom packages of the connector are taken: the node's own choice if there is
 * one, else the key that came with the package that runs.
 */
public final class SigningKeys {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
  private static final Path OWN = Path.of("/etc/kitward/connector-signing.pem");
  private static final Path PACKAGED = Path.of("/usr/lib/kitward-connector/signing.pem");

  private SigningKeys() {}

  /** The keys; empty when there is none. */
  public static List<String> read() {
    Path file = Files.exists(OWN) ? OWN : PACKAGED;
    try {
      return Files.exists(file)
          ? List.of(Files.readString(file).split("(?<=-----END PUBLIC KEY-----)\\s*"))
          : List.of();
    } catch (IOException e) {
      LOG.warn("{}: {}; no package is taken", file, e.getMessage());
      return List.of();
    }
  }
}

package io.kitward.server.pki;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the Puppet CA is and how it is known to be the right one.
 *
 * @param server {@code https://HOST:8140}
 * @param serverName the name in the Puppet server's certificate, where {@code server} is an address
 * @param caFile a copy of its CA certificates ({@code ca.pem})
 * @param caFingerprint SHA-256 in hexadecimal, colons allowed: of the root certificate ({@code
 *     openssl x509 -fingerprint -sha256}), or of the bundle's text, which is Puppet's own {@code
 *     ca_fingerprint}
 * @param directory private directory for what was fetched and issued
 * @param timeout for connecting, and for each answer
 */
public record PuppetCaConfig(
    URI server,
    Optional<String> serverName,
    Optional<Path> caFile,
    Optional<String> caFingerprint,
    Path directory,
    Duration timeout) {

  public PuppetCaConfig {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException(
          "puppet.url must look like https://puppet.example.com:8140, not " + server);
    }
  }

  String expectedName() {
    return serverName.orElseGet(server::getHost);
  }
}

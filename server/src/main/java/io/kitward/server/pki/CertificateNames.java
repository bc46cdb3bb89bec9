package io.kitward.server.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The names that a server's certificate is for: DNS names and addresses of its alternative names
 * (RFC 6125 wants no other).
 */
record CertificateNames(List<String> names) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return new CertificateNames(
        names == null
            ? List.of()
            : names.stream()
                .filter(
                    name -> name.getFirst().equals(DNS_NAME) || name.getFirst().equals(IP_ADDRESS))
                .map(name -> String.valueOf(name.get(1)))
                .toList());
  }

  /** Whether it stands there as it is; a wildcard is only itself. */
  boolean contains(String host) {
    return names.stream().anyMatch(host::equalsIgnoreCase);
  }

  /**
   * Whether the certificate is good for a host: by its name, or by a wildcard for its first label.
   */
  boolean cover(String host) {
    int dot = host.indexOf('.');
    return contains(host) || (dot > 0 && contains("*" + host.substring(dot)));
  }

  @Override
  public String toString() {
    return names.isEmpty() ? "no name" : names.stream().collect(Collectors.joining(", "));
  }
}

package io.kitward.server.channel;

import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who holds a connection whose handshake is done.
 *
 * @param chain its certificates, the leaf first
 * @param address the peer's IP address
 */
record Visitor(NodeIdentity identity, List<X509Certificate> chain, String address) {

  /** Where a connection keeps its visitor. */
  static final AttributeKey<Visitor> KEY = AttributeKey.valueOf(Visitor.class, "visitor");

  /** Puppet's certnames: printable ASCII without a slash; here also without a space. */
  private static final Pattern CERTNAME = Pattern.compile("[!-.0-~]{1,253}");

  /** One certname of one issuer, over renewals of its certificate. */
  record Key(String issuer, String certname) {}

  Key key() {
    return new Key(identity.issuer(), identity.certname());
  }

  /** Why this visitor is not let in now, or empty when it is. */
  Optional<String> refusal(Function<X509Certificate[], Optional<String>> judge) {
    return judge.apply(chain.toArray(X509Certificate[]::new));
  }

  /**
   * Reads who a certificate names.
   *
   * @throws IllegalArgumentException when it does not name one node
   */
  static NodeIdentity identity(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    List<String> names;
    try {
      names =
          new LdapName(subject)
              .getRdns().stream()
                  .filter(part -> part.getType().equalsIgnoreCase("CN"))
                  .map(Rdn::getValue)
                  .map(Object::toString)
                  .toList();
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("the certificate's subject is unreadable: " + subject, e);
    }
    if (names.size() != 1 || !CERTNAME.matcher(names.getFirst()).matches()) {
      throw new IllegalArgumentException(
          "the certificate's subject does not hold one common name that is a certname: " + subject);
    }
    return new NodeIdentity(
        names.getFirst(),
        certificate.getIssuerX500Principal().getName(),
        certificate.getSerialNumber().toString(16),
        certificate.getNotBefore().toInstant(),
        TrustedExtensions.of(certificate));
  }
}

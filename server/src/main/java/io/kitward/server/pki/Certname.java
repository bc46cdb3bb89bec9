package io.kitward.server.pki;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * The rule for a node's name: lower-case letters, digits and {@code . _ -}, at most 253 characters;
 * as Puppet has it.
 */
public final class Certname {
  private static final Pattern RULE = Pattern.compile("[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?");

  private Certname() {}

  public static boolean isValid(String name) {
    return RULE.matcher(name).matches();
  }

  static void require(String name) {
    if (!isValid(name)) {
      throw PkiException.permanent(
          "certname-invalid",
          "A certname has lower-case letters, digits and `.`, `_`, `-`, and at most 253 characters.");
    }
  }

  /** The one CN of the certificate's subject, when it follows the rule. */
  static Optional<String> of(X509Certificate certificate) {
    RDN[] names =
        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
            .getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued()) {
      return Optional.empty();
    }
    return List.of(IETFUtils.valueToString(names[0].getFirst().getValue())).stream()
        .filter(Certname::isValid)
        .findFirst();
  }
}

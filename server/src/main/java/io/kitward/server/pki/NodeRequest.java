package io.kitward.server.pki;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A node's request for a certificate, checked: a name by the rule, a key that is strong enough and
 * was proved to be held. Of what else it asks for, nothing is taken.
 *
 * @param keyDigest SHA-256 of the public key
 */
public record NodeRequest(
    String certname, PKCS10CertificationRequest request, PublicKey key, String keyDigest) {

  private static final int LARGEST = 16 << 10;
  private static final int LEAST_RSA = 2_048;
  private static final int LEAST_EC = 256;

  /**
   * Reads a request in PEM.
   *
   * @throws PkiException {@code csr-invalid} with what is wrong with it
   */
  public static NodeRequest read(String pem) {
    if (pem.length() > LARGEST) {
      throw invalid("it is larger than 16 KiB");
    }
    try {
      PKCS10CertificationRequest request = Pem.request(pem);
      PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      requireStrong(key);
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw invalid("it is not signed with its own key");
      }
      return new NodeRequest(
          certname(request),
          request,
          key,
          Json.sha256(request.getSubjectPublicKeyInfo().getEncoded()));
    } catch (GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IOException
        | IllegalArgumentException e) {
      throw invalid("it cannot be read: " + e.getMessage());
    }
  }

  /** Whether whoever holds the key signed this text (SHA-256, as {@code openssl dgst -sign}). */
  public boolean signed(String text, byte[] signature) {
    try {
      var verifier =
          Signature.getInstance(
              key instanceof ECPublicKey
                  ? "SHA256withECDSA"
                  : key instanceof RSAPublicKey ? "SHA256withRSA" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String certname(PKCS10CertificationRequest request) {
    RDN[] names = request.getSubject().getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued()) {
      throw invalid("its subject must hold one common name, the node's certname");
    }
    String name = IETFUtils.valueToString(names[0].getFirst().getValue());
    if (!Certname.isValid(name) || name.equals("self")) {
      throw invalid(
          "its common name is no certname: lower-case letters, digits and . _ -, at most 253");
    }
    return name;
  }

  private static void requireStrong(PublicKey key) {
    boolean strong =
        switch (key) {
          case ECPublicKey curve -> curve.getParams().getOrder().bitLength() >= LEAST_EC;
          case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA;
          default -> key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
        };
    if (!strong) {
      throw invalid("its key is too weak; make a P-256 key");
    }
  }

  private static PkiException invalid(String what) {
    return PkiException.permanent(
        "csr-invalid", "The certificate request is not taken: " + what + ".");
  }
}

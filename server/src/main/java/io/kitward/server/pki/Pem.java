package io.kitward.server.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates, revocation lists, keys and requests as PEM text, and back. */
public final class Pem {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  /** Every certificate in the text, in its order; an empty list when there is none. */
  public static List<X509Certificate> certificates(String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] content : blocks(text, "CERTIFICATE")) {
      certificates.add(certificate(content));
    }
    return List.copyOf(certificates);
  }

  /**
   * Every certificate in a file; there is at least one.
   *
   * @param key the setting that names the file, for the message
   * @throws PkiException {@code certificate-unreadable} when it can't be read or holds none
   */
  public static List<X509Certificate> certificatesIn(String key, Path file) {
    List<X509Certificate> certificates;
    try {
      certificates = certificates(Files.readString(file));
    } catch (IOException e) {
      throw PkiException.permanent(
          "certificate-unreadable", key + " " + file + " can't be read: " + e, e);
    }
    if (certificates.isEmpty()) {
      throw PkiException.permanent(
          "certificate-unreadable", key + " " + file + " holds no certificate");
    }
    return certificates;
  }

  /** Every revocation list in the text, in its order. */
  public static List<X509CRL> revocationLists(String text) {
    List<X509CRL> lists = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] content : blocks(text, "X509 CRL")) {
        lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(content)));
      }
    } catch (GeneralSecurityException e) {
      throw PkiException.permanent(
          "pem-damaged", "This is not a certificate revocation list: " + e.getMessage(), e);
    }
    return List.copyOf(lists);
  }

  /** The private key in the text: PKCS#8, or the older forms of RSA and EC. */
  public static PrivateKey privateKey(String text) {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object object = parser.readObject();
      while (object != null) {
        if (object instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        if (object instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        }
        object = parser.readObject(); // EC PARAMETERS may come first
      }
    } catch (IOException e) {
      throw PkiException.permanent(
          "pem-damaged", "This is not a private key: " + e.getMessage(), e);
    }
    throw PkiException.permanent(
        "pem-damaged", "There is no unencrypted private key in this text.");
  }

  /** The certificate request in the text. */
  public static PKCS10CertificationRequest request(String text) {
    List<byte[]> blocks = blocks(text, "CERTIFICATE REQUEST");
    if (blocks.size() != 1) {
      throw PkiException.permanent(
          "pem-damaged",
          "One certificate request is wanted, this text holds " + blocks.size() + ".");
    }
    try {
      return new PKCS10CertificationRequest(blocks.getFirst());
    } catch (IOException e) {
      throw PkiException.permanent(
          "pem-damaged", "This is not a certificate request: " + e.getMessage(), e);
    }
  }

  public static String print(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("A certificate that cannot be encoded", e);
    }
    return text.toString();
  }

  /** PKCS#8. */
  public static String print(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  static String printPublic(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  static PublicKey publicKey(String text) {
    try {
      return new JcaPEMKeyConverter()
          .getPublicKey(SubjectPublicKeyInfo.getInstance(blocks(text, "PUBLIC KEY").getFirst()));
    } catch (IOException | RuntimeException e) {
      throw PkiException.permanent("pem-damaged", "There is no public key in this text.", e);
    }
  }

  public static String print(PKCS10CertificationRequest request) {
    try {
      return block("CERTIFICATE REQUEST", request.getEncoded());
    } catch (IOException e) {
      throw new IllegalArgumentException("A request that cannot be encoded", e);
    }
  }

  static X509Certificate certificate(byte[] content) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    } catch (GeneralSecurityException e) {
      throw PkiException.permanent(
          "pem-damaged", "This is not a certificate: " + e.getMessage(), e);
    }
  }

  private static List<byte[]> blocks(String text, String type) {
    List<byte[]> contents = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject object = reader.readPemObject();
          object != null;
          object = reader.readPemObject()) {
        if (object.getType().equals(type)) {
          contents.add(object.getContent());
        }
      }
    } catch (IOException | RuntimeException e) {
      throw PkiException.permanent(
          "pem-damaged", "This text is not whole PEM: " + e.getMessage(), e);
    }
    return contents;
  }

  private static String block(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + new String(LINES.encode(content), StandardCharsets.US_ASCII)
        + "\n-----END "
        + type
        + "-----\n";
  }
}

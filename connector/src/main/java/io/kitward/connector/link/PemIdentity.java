package io.kitward.connector.link;

import io.kitward.connector.config.Configuration.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A node's certificate, key and CA as PEM files, read anew for each connection. */
public final class PemIdentity {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (?<type>[A-Z0-9 ]+)-----(?<body>[A-Za-z0-9+/=\\s]+)-----END \\k<type>-----");
  private static final byte[] RSA_VERSION_AND_ALGORITHM = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PemIdentity() {}

  /**
   * A TLS context with which a node shows its certificate and trusts its CA only.
   *
   * @throws IOException when a file cannot be read or does not hold what it should
   */
  public static SSLContext context(Identity identity) throws IOException {
    Collection<? extends Certificate> chain = certificates(identity.certificate());
    PrivateKey key = key(identity.key());
    Collection<? extends Certificate> authorities = certificates(identity.ca());
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry("node", key, new char[0], chain.toArray(new Certificate[0]));
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (Certificate authority : authorities) {
        trusted.setCertificateEntry("ca" + number++, authority);
      }
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, new char[0]);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          identity.certificate() + " and " + identity.key() + " do not work together: " + e, e);
    }
  }

  static Collection<? extends Certificate> certificates(Path file) throws IOException {
    byte[] bytes = bytes(file);
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new IOException(file + " holds no readable certificate: " + e.getMessage(), e);
    }
  }

  /**
   * Whether the first certificate in the text is for the key in the file; never throws for text.
   */
  static boolean fits(Path key, String certificatePem) throws IOException {
    try {
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
      PrivateKey own = key(key);
      String algorithm =
          switch (own.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
          };
      byte[] words = "fits".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(own);
      signer.update(words);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(words);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    var blocks = BLOCK.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    while (blocks.find()) {
      byte[] body = Base64.getMimeDecoder().decode(blocks.group("body"));
      switch (blocks.group("type")) {
        case "PRIVATE KEY" -> {
          return pkcs8(file, body, List.of("RSA", "EC", "Ed25519"));
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(file, wrapped(body), List.of("RSA"));
        }
        default -> {
          // parameters or certificates beside the key
        }
      }
    }
    throw new IOException(
        file + " holds no private key as PKCS#8 or PKCS#1 PEM without a pass phrase");
  }

  private static PrivateKey pkcs8(Path file, byte[] der, List<String> algorithms)
      throws IOException {
    var tried = new IOException(file + " holds a private key of an unknown kind");
    for (String algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        tried.addSuppressed(e);
      }
    }
    throw tried;
  }

  /** PKCS#1 inside PKCS#8: the version, the algorithm, and the key as an octet string. */
  private static byte[] wrapped(byte[] pkcs1) {
    byte[] octets = tagged(0x04, pkcs1);
    byte[] inner = new byte[RSA_VERSION_AND_ALGORITHM.length + octets.length];
    System.arraycopy(RSA_VERSION_AND_ALGORITHM, 0, inner, 0, RSA_VERSION_AND_ALGORITHM.length);
    System.arraycopy(octets, 0, inner, RSA_VERSION_AND_ALGORITHM.length, octets.length);
    return tagged(0x30, inner);
  }

  private static byte[] tagged(int tag, byte[] body) {
    byte[] all = new byte[4 + body.length];
    all[0] = (byte) tag;
    all[1] = (byte) 0x82;
    all[2] = (byte) (body.length >> 8);
    all[3] = (byte) body.length;
    System.arraycopy(body, 0, all, 4, body.length);
    return all;
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }
}

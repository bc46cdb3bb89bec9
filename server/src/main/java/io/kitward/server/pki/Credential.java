package io.kitward.server.pki;

import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;

/**
 * A private key with its certificate and the certificates above it.
 *
 * @param chain leaf first; the self-signed root may be left out
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("A credential needs a certificate");
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** A PKCS#12 key store in memory with this one entry, for Jetty and {@code KeyManagerFactory}. */
  public KeyStore keyStore(char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("credential", key, password, chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Every Java has PKCS#12", e);
    }
  }

  /**
   * Keeps it as {@code NAME.key} (0600, PKCS#8) and {@code NAME.pem}; the certificate last, so that
   * it has its key.
   */
  public void write(Path directory, String name) throws IOException {
    PrivateFiles.write(
        directory.resolve(name + ".key"), Pem.print(key).getBytes(StandardCharsets.UTF_8));
    PrivateFiles.write(
        directory.resolve(name + ".pem"), Pem.print(chain).getBytes(StandardCharsets.UTF_8));
  }

  /** What {@link #write} kept. */
  public static Credential read(Path directory, String name) throws IOException {
    PrivateKey key =
        Pem.privateKey(
            new String(
                PrivateFiles.read(directory.resolve(name + ".key")), StandardCharsets.UTF_8));
    return new Credential(
        key, Pem.certificates(Files.readString(directory.resolve(name + ".pem"))));
  }

  /**
   * A server's credential that somebody else cares for.
   *
   * @param certificate PEM, leaf first
   * @param key PEM, readable for its owner alone
   * @param host the name that clients know the server by
   * @throws PkiException {@code certificate-unreadable}, {@code certificate-unfit}; {@code
   *     StoreException} for a key that others can read
   */
  public static Credential ofServer(Path certificate, Path key, String host, Instant now) {
    try {
      var credential =
          new Credential(
              Pem.privateKey(new String(PrivateFiles.read(key), StandardCharsets.UTF_8)),
              certificates(certificate));
      X509Certificate leaf = credential.certificate();
      if (!isPair(credential.key, leaf.getPublicKey())) {
        throw unfit(key + " is not the key of the certificate in " + certificate);
      }
      if (leaf.getNotAfter().toInstant().isBefore(now)) {
        throw unfit("the certificate in " + certificate + " ended on " + leaf.getNotAfter());
      }
      CertificateNames names = CertificateNames.of(leaf);
      if (!names.cover(host)) {
        throw unfit(
            "the certificate in "
                + certificate
                + " is for "
                + names
                + ", and this server's `name` is "
                + host
                + "; clients would refuse it");
      }
      return credential;
    } catch (IOException e) {
      throw PkiException.permanent(
          "certificate-unreadable",
          "The certificate in " + certificate + " or its key in " + key + " can't be read: " + e,
          e);
    } catch (GeneralSecurityException e) {
      throw unfit("the certificate in " + certificate + " can't be used: " + e.getMessage());
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = Pem.certificates(Files.readString(file));
    if (certificates.isEmpty()) {
      throw unfit("there is no certificate in " + file);
    }
    return certificates;
  }

  private static PkiException unfit(String words) {
    return PkiException.permanent("certificate-unfit", words);
  }

  private static boolean isPair(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = algorithm.getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(probe);
    return signature.verify(signed);
  }

  /** A new P-256 key. */
  public static KeyPair newKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has P-256", e);
    }
  }

  static boolean fits(PublicKey left, PublicKey right) {
    return java.security.MessageDigest.isEqual(left.getEncoded(), right.getEncoded());
  }
}

package io.kitward.connector.link;

import io.kitward.connector.config.Configuration.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;

/**
 * A node's key and certificate as files that are replaced together: whenever power is lost, after
 * {@link #settle} there is a pair that fits.
 *
 * <p>The new pair is written beside the old one, the key first; once its certificate is there it
 * counts, and both are put in place.
 */
public final class IdentityFiles {

  private static final String SUFFIX = ".renewed";

  private final Path key;
  private final Path certificate;
  private final Path newKey;
  private final Path newCertificate;

  public IdentityFiles(Identity identity) {
    this.key = identity.key();
    this.certificate = identity.certificate();
    this.newKey = key.resolveSibling(key.getFileName() + SUFFIX);
    this.newCertificate = certificate.resolveSibling(certificate.getFileName() + SUFFIX);
  }

  /** The certificate that is in place. */
  X509Certificate certificate() throws IOException {
    return (X509Certificate) PemIdentity.certificates(certificate).iterator().next();
  }

  /** Puts a new pair in place, durably. */
  void replace(String keyPem, String certificatePem) throws IOException {
    Files.deleteIfExists(newCertificate);
    write(newKey, keyPem, "rw-------");
    if (!PemIdentity.fits(newKey, certificatePem)) {
      throw new IOException("the server's answer is no certificate for the key that was sent");
    }
    write(newCertificate, certificatePem, "rw-r--r--");
    settle();
  }

  /** Finishes what was begun before the power went; harmless when nothing was. */
  public void settle() throws IOException {
    if (Files.exists(newCertificate)) {
      String pem = Files.readString(newCertificate, StandardCharsets.US_ASCII);
      if (Files.exists(newKey) && PemIdentity.fits(newKey, pem)) {
        move(newKey, key);
      }
      if (PemIdentity.fits(key, pem)) {
        move(newCertificate, certificate);
      }
    }
    Files.deleteIfExists(newCertificate);
    Files.deleteIfExists(newKey);
  }

  private static void write(Path file, String text, String mode) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path folder = to.getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }
}

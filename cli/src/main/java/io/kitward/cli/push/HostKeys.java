package io.kitward.cli.push;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Says whether a machine's host key is the one that {@code known_hosts} has. A changed key is never
 * accepted; an unknown one only when that was asked for, and is then remembered. Thread-safe.
 */
public final class HostKeys implements ServerKeyVerifier {

  /** Whom a connection is meant to reach, also when it goes through a jump host. */
  static final AttributeKey<Destination> TARGET = new AttributeKey<>();

  private static final String REVOKED = "revoked";

  private final Path file;
  private final boolean acceptNew;
  private final Map<Destination, String> refusals = new ConcurrentHashMap<>();

  /**
   * Makes the verifier.
   *
   * @param file in the form of OpenSSH; it need not exist
   * @param acceptNew whether an unknown host is taken at its word, once
   */
  public HostKeys(Path file, boolean acceptNew) {
    this.file = file;
    this.acceptNew = acceptNew;
  }

  /** Why a host was refused; empty when it was not. */
  String refusal(Destination destination) {
    return refusals.getOrDefault(destination, "");
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    Destination target = session.getConnectionContext().getAttribute(TARGET);
    if (target == null) {
      return false;
    }
    try {
      return verify(target, key);
    } catch (IOException e) {
      refusals.put(target, file + " cannot be read or written: " + e.getMessage());
      return false;
    }
  }

  private synchronized boolean verify(Destination target, PublicKey key) throws IOException {
    String print = KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    List<PublicKey> known = new ArrayList<>();
    for (KnownHostEntry entry : entries()) {
      if (!entry.isHostMatch(target.host(), target.port()) || entry.getKeyEntry() == null) {
        continue;
      }
      PublicKey stored = stored(entry);
      if (stored == null || "cert-authority".equals(entry.getMarker())) {
        continue;
      }
      boolean same = KeyUtils.compareKeys(stored, key);
      if (same && REVOKED.equals(entry.getMarker())) {
        refusals.put(target, "its host key " + print + " is marked as revoked in " + file);
        return false;
      }
      if (same) {
        return true;
      }
      known.add(stored);
    }
    String kind = KeyUtils.getKeyType(key);
    if (known.stream().anyMatch(other -> kind.equals(KeyUtils.getKeyType(other)))) {
      refusals.put(
          target,
          "its host key is "
              + print
              + ", another than the one in "
              + file
              + ": a changed machine, or somebody in between");
      return false;
    }
    if (!known.isEmpty() || !acceptNew) {
      refusals.put(
          target,
          "its host key " + print + " is not in " + file + "; compare it, then use --accept-new");
      return false;
    }
    remember(target, key);
    return true;
  }

  private List<KnownHostEntry> entries() throws IOException {
    return Files.exists(file) ? KnownHostEntry.readKnownHostEntries(file) : List.of();
  }

  private static @org.jspecify.annotations.Nullable PublicKey stored(KnownHostEntry entry) {
    try {
      return entry.getKeyEntry().resolvePublicKey(null, null);
    } catch (IOException | java.security.GeneralSecurityException e) {
      return null; // a kind of key that this program does not know cannot be this one
    }
  }

  private void remember(Destination target, PublicKey key) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && Files.notExists(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    String name = target.port() == 22 ? target.host() : "[" + target.host() + "]:" + target.port();
    boolean broken =
        Files.exists(file) && Files.size(file) > 0 && !Files.readString(file).endsWith("\n");
    Files.writeString(
        file,
        (broken ? "\n" : "") + name + " " + PublicKeyEntry.toString(key) + "\n",
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}

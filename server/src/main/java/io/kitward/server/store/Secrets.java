package io.kitward.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Secrets in the store, encrypted with a key that is not in it. A version, once written, never
 * changes. Thread-safe.
 *
 * <p>The key file is made on first use. When it is missing while secrets are there, or does not fit
 * them, opening fails: a new key would make them unreadable for good without anybody noticing.
 */
public final class Secrets {
  private final Store store;
  private final SecretCipher cipher;
  private final InstantSource clock;

  private Secrets(Store store, SecretCipher cipher, InstantSource clock) {
    this.store = store;
    this.cipher = cipher;
    this.clock = clock;
  }

  public static Secrets open(Store store, Path keyFile, InstantSource clock, SecureRandom random) {
    Optional<SecretReference> sample =
        store.<Optional<SecretReference>, RuntimeException>read(
            handle ->
                handle
                    .select("SELECT name, version FROM secret ORDER BY created_at DESC LIMIT 1")
                    .map(
                        (row, _) ->
                            new SecretReference(row.getString("name"), row.getInt("version")))
                    .findOne());
    Secrets secrets =
        new Secrets(
            store, new SecretCipher(key(keyFile, sample.isPresent(), random), random), clock);
    sample.ifPresent(secrets::get);
    return secrets;
  }

  /** Keeps a new version of the secret and returns its number, one above the last. */
  public int put(String name, byte[] value, String createdBy) {
    return store.<Integer, RuntimeException>write(handle -> put(handle, name, value, createdBy));
  }

  /** The same inside the caller's transaction. */
  public int put(Handle handle, String name, byte[] value, String createdBy) {
    lock(handle, name);
    return add(handle, name, value, createdBy, standing(handle, name));
  }

  /**
   * Keeps the first value of a secret that the server makes itself, inside the caller's
   * transaction; whoever comes second finds it there.
   *
   * @return the newest version, this one or what was there
   */
  public SecretReference make(
      Handle handle, String name, Supplier<byte[]> value, boolean withheld) {
    Optional<SecretReference> known = newest(handle, name);
    if (known.isPresent()) {
      return known.get();
    }
    lock(handle, name);
    return newest(handle, name)
        .orElseGet(
            () ->
                new SecretReference(
                    name, add(handle, name, value.get(), "server", new Standing(true, withheld))));
  }

  /**
   * Waits until nobody else writes this secret, and keeps it so until the caller's transaction
   * ends.
   */
  public void lock(Handle handle, String name) {
    SecretReference.requireName(name);
    // Two writers of one name take turns, so that each gets a number of its own.
    handle.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "secret:" + name);
  }

  /** The locked secret's next version; it stands as the one before. */
  private int add(Handle handle, String name, byte[] value, String createdBy, Standing standing) {
    int version =
        handle
            .select("SELECT coalesce(max(version), 0) + 1 FROM secret WHERE name = ?", name)
            .mapTo(Integer.class)
            .one();
    SecretCipher.Sealed sealed = cipher.seal(new SecretReference(name, version), value);
    handle.execute(
        "INSERT INTO secret (name, version, nonce, ciphertext, created_at, created_by, made_by_server, withheld)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        name,
        version,
        sealed.nonce(),
        sealed.ciphertext(),
        clock.instant().atOffset(ZoneOffset.UTC),
        createdBy,
        standing.madeByServer(),
        standing.withheld());
    return version;
  }

  /**
   * How a secret stands.
   *
   * @param madeByServer whether the server makes its values; else people give them
   * @param withheld whether it never leaves the server
   */
  public record Standing(boolean madeByServer, boolean withheld) {}

  /** How a secret stands; of one that is not there, as people's stand. */
  public Standing standing(Handle handle, String name) {
    return handle
        .select(
            "SELECT made_by_server, withheld FROM secret WHERE name = ? ORDER BY version DESC LIMIT 1",
            name)
        .map((row, _) -> new Standing(row.getBoolean("made_by_server"), row.getBoolean("withheld")))
        .findOne()
        .orElse(new Standing(false, false));
  }

  /** Sees to it that these secrets never leave the server from now on. */
  public void withhold(Handle handle, Collection<String> names) {
    if (!names.isEmpty()) {
      handle
          .createUpdate(
              "UPDATE secret SET withheld = true WHERE name IN (<names>) AND NOT withheld")
          .bindList("names", List.copyOf(names))
          .execute();
    }
  }

  boolean withheld(String name) {
    return store.<Boolean, RuntimeException>read(handle -> standing(handle, name).withheld());
  }

  /** The secret's value; fails with {@code secret-unknown} or {@code secret-damaged}. */
  public byte[] get(SecretReference reference) {
    return store.<byte[], RuntimeException>read(handle -> get(handle, reference));
  }

  public byte[] get(String name, int version) {
    return get(new SecretReference(name, version));
  }

  /** The same inside the caller's transaction. */
  public byte[] get(Handle handle, SecretReference reference) {
    SecretCipher.Sealed sealed =
        handle
            .select(
                "SELECT nonce, ciphertext FROM secret WHERE name = ? AND version = ?",
                reference.name(),
                reference.version())
            .map(
                (row, _) ->
                    new SecretCipher.Sealed(row.getBytes("nonce"), row.getBytes("ciphertext")))
            .findOne()
            .orElseThrow(
                () -> new StoreException("secret-unknown", "There is no " + reference + "."));
    return cipher.open(reference, sealed);
  }

  /** The newest version of a secret, if there is one. */
  public Optional<SecretReference> newest(String name) {
    return store.<Optional<SecretReference>, RuntimeException>read(handle -> newest(handle, name));
  }

  /** The same inside the caller's transaction. */
  public Optional<SecretReference> newest(Handle handle, String name) {
    return handle
        .select(
            "SELECT max(version) AS version FROM secret WHERE name = ? HAVING max(version) IS NOT NULL",
            name)
        .map((row, _) -> new SecretReference(name, row.getInt("version")))
        .findOne();
  }

  private static byte[] key(Path file, boolean mustExist, SecureRandom random) {
    try {
      if (Files.notExists(file)) {
        if (mustExist) {
          throw new StoreException(
              "secret-key-missing",
              "The store holds secrets, but their key is not at "
                  + file
                  + ". Restore it from a backup.");
        }
        byte[] fresh = new byte[SecretCipher.KEY_BYTES];
        random.nextBytes(fresh);
        PrivateFiles.write(
            file, (HexFormat.of().formatHex(fresh) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      String text = new String(PrivateFiles.read(file), StandardCharsets.UTF_8).strip();
      if (!text.matches("[0-9a-f]{64}")) {
        throw new StoreException(
            "secret-key-damaged",
            file + " is not a key: 64 hexadecimal digits are wanted. Restore it from a backup.");
      }
      return HexFormat.of().parseHex(text);
    } catch (IOException e) {
      throw new StoreException(
          "secret-key-missing",
          "The key of the secrets cannot be read or made at " + file + ".",
          e);
    }
  }
}

package io.kitward.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsIT {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path directory;
  private TestStore testStore;
  private Store store;

  @BeforeEach
  void open() {
    testStore = TestStore.fresh();
    store = testStore.store();
  }

  @AfterEach
  void close() {
    testStore.close();
  }

  @Test
  void everyPutIsAVersionOfItsOwnAndOldOnesStay() {
    Secrets secrets = secrets();
    assertThat(secrets.put("token", "one".getBytes(UTF_8), "anna")).isEqualTo(1);
    assertThat(secrets.put("token", "two".getBytes(UTF_8), "anna")).isEqualTo(2);
    assertThat(secrets.get("token", 1)).asString(UTF_8).isEqualTo("one");
    assertThat(secrets.get("token", 2)).asString(UTF_8).isEqualTo("two");
    assertThat(secrets.newest("token")).hasValue(new SecretReference("token", 2));
    assertThat(secrets.newest("other")).isEmpty();
    assertCode("secret-unknown", () -> secrets.get("token", 3));
  }

  @Test
  void anEmptySecretIsASecret() {
    Secrets secrets = secrets();
    assertThat(secrets.get("empty", secrets.put("empty", new byte[0], "anna"))).isEmpty();
  }

  @Test
  void theSameKeyOpensThemAfterARestart() {
    secrets().put("token", "value".getBytes(UTF_8), "anna");
    assertThat(secrets().get("token", 1)).asString(UTF_8).isEqualTo("value");
  }

  @Test
  void writersOfOneNameAtTheSameMomentGetDifferentVersions() {
    Secrets secrets = secrets();
    ConcurrentSkipListSet<Integer> versions = new ConcurrentSkipListSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 20)
          .forEach(
              _ ->
                  threads.execute(
                      () -> versions.add(secrets.put("token", new byte[] {1}, "anna"))));
    }
    assertThat(versions).containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void neitherTheValueNorTheKeyIsInTheDatabase() throws IOException {
    secrets().put("token", "correct horse".getBytes(UTF_8), "anna");
    String rows =
        store.<String, RuntimeException>read(
            handle ->
                handle
                    .select(
                        "SELECT string_agg(secret::text || encode(ciphertext, 'escape'), ' ') FROM secret")
                    .mapTo(String.class)
                    .one());
    assertThat(rows)
        .doesNotContain(
            "correct horse",
            Files.readString(keyFile()).strip(),
            HexFormat.of().formatHex("correct".getBytes(UTF_8)));
  }

  @Test
  void aChangedByteIsNoticed() {
    Secrets secrets = secrets();
    secrets.put("token", "value".getBytes(UTF_8), "anna");
    store.change(
        handle ->
            handle.execute(
                "UPDATE secret SET ciphertext = set_byte(ciphertext, 0, get_byte(ciphertext, 0) # 1)"));
    assertCode("secret-damaged", () -> secrets.get("token", 1));
  }

  @Test
  void aTruncatedRowIsNoticed() {
    Secrets secrets = secrets();
    secrets.put("token", "value".getBytes(UTF_8), "anna");
    store.change(
        handle -> handle.execute("UPDATE secret SET ciphertext = substr(ciphertext, 1, 3)"));
    assertCode("secret-damaged", () -> secrets.get("token", 1));
  }

  @Test
  void aRowInAnothersPlaceIsNoticed() {
    Secrets secrets = secrets();
    secrets.put("mine", "low".getBytes(UTF_8), "anna");
    secrets.put("theirs", "high".getBytes(UTF_8), "root");
    store.change(
        handle ->
            handle.execute(
                "UPDATE secret s SET nonce = o.nonce, ciphertext = o.ciphertext FROM secret o WHERE s.name = 'mine' AND o.name = 'theirs'"));
    assertCode("secret-damaged", () -> secrets.get("mine", 1));
  }

  @Test
  void anOldVersionInTheNewOnesPlaceIsNoticed() {
    Secrets secrets = secrets();
    secrets.put("token", "old".getBytes(UTF_8), "anna");
    secrets.put("token", "new".getBytes(UTF_8), "anna");
    store.change(handle -> handle.execute("DELETE FROM secret WHERE version = 2"));
    store.change(handle -> handle.execute("UPDATE secret SET version = 2"));
    assertCode("secret-damaged", () -> secrets.get("token", 2));
  }

  @Test
  void aLostKeyIsNotReplacedWhileThereAreSecrets() throws IOException {
    secrets().put("token", "value".getBytes(UTF_8), "anna");
    Files.delete(keyFile());
    assertCode("secret-key-missing", this::secrets);
    assertThat(keyFile()).doesNotExist();
  }

  @Test
  void aKeyThatDoesNotFitIsRefusedAtTheStart() throws IOException {
    secrets().put("token", "value".getBytes(UTF_8), "anna");
    PrivateFiles.write(keyFile(), "00".repeat(32).getBytes(UTF_8));
    assertCode("secret-damaged", this::secrets);
  }

  @Test
  void aDamagedKeyFileIsRefused() throws IOException {
    PrivateFiles.write(keyFile(), "half".getBytes(UTF_8));
    assertCode("secret-key-damaged", this::secrets);
  }

  @Test
  void theKeyFileIsItsOwnersAloneAndRefusedOtherwise() throws IOException {
    secrets();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r-----"));
    assertCode("secret-file-open", this::secrets);
  }

  @Test
  void aNameThatIsNoneIsRefusedAndNothingKept() {
    Secrets secrets = secrets();
    assertCode("secret-name-invalid", () -> secrets.put("No Name", new byte[] {1}, "anna"));
    assertThat(
            store.<Integer, RuntimeException>read(
                handle -> handle.select("SELECT count(*) FROM secret").mapTo(Integer.class).one()))
        .isZero();
  }

  private Secrets secrets() {
    return Secrets.open(store, keyFile(), CLOCK, new SecureRandom());
  }

  private Path keyFile() {
    return directory.resolve("secret.key");
  }

  private static void assertCode(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}

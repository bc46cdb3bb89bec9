package io.kitward.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is given which value, whatever a reference says. */
class SecretValuesIT {
  private static final String OWN = "secret:master@1~agent.psk~n1.lab";

  @TempDir private Path directory;
  private TestStore testStore;
  private Secrets secrets;
  private SecretValues values;

  @BeforeEach
  void open() {
    testStore = TestStore.fresh();
    secrets =
        Secrets.open(
            testStore.store(),
            directory.resolve("secrets.key"),
            InstantSource.system(),
            new SecureRandom());
    values = new SecretValues(secrets);
    secrets.put("plain", "plain".getBytes(UTF_8), "anna");
    make("master", "from the server");
  }

  @AfterEach
  void close() {
    testStore.close();
  }

  private SecretReference make(String name, String value) {
    return testStore
        .store()
        .write(handle -> secrets.make(handle, name, () -> value.getBytes(UTF_8), true));
  }

  @Test
  void aNodeHasItsOwnKeyAndNoOther() {
    String own = NodeKey.parse(OWN).orElseThrow().of("from the server".getBytes(UTF_8));
    assertThat(values.forNode("n1.lab", OWN, Set.of())).contains(own);
    assertThat(values.value(OWN)).isEqualTo(own);
    assertThat(values.forNode("n2.lab", OWN, Set.of())).isEmpty();
    assertThat(values.forNode("n1.lab", "secret:plain@1", Set.of())).contains("plain");
    assertThat(values.value("secret:plain@1")).isEqualTo("plain");
  }

  @Test
  void aConsolesNodeHasTheKeysThatItIsLentAndNothingElse() {
    String two = "secret:master@1~agent.psk~n2.lab";
    assertThat(values.forNode("n1.lab", two, Set.of(two))).contains(values.value(two));
    assertThat(values.forNode("n1.lab", two, Set.of(OWN))).isEmpty();
    assertThat(values.forNode("n1.lab", two + "0", Set.of(two))).isEmpty();
    assertThat(values.forNode("n1.lab", "secret:master@1", Set.of("secret:master@1"))).isEmpty();
  }

  @Test
  void aMasterIsGivenToNobodyInAnyVersion() {
    secrets.put("master", "by a person".getBytes(UTF_8), "anna");
    for (String reference : List.of("secret:master@1", "secret:master@2")) {
      assertThat(values.forNode("n1.lab", reference, Set.of())).isEmpty();
      assertThatThrownBy(() -> values.value(reference))
          .isInstanceOf(StoreException.class)
          .hasMessageNotContaining("from the server");
    }
    testStore.store().change(handle -> secrets.withhold(handle, List.of("plain", "none")));
    assertThat(values.forNode("n1.lab", "secret:plain@1", Set.of())).isEmpty();
    secrets.put("plain", "next".getBytes(UTF_8), "anna");
    assertThat(values.forNode("n1.lab", "secret:plain@2", Set.of())).isEmpty();
  }

  @Test
  void whatIsNoReferenceOrNotThereIsSaid() {
    for (String text : List.of("", "plain", "secret:plain@1#shell", OWN + "#shell", OWN + "~")) {
      assertThatThrownBy(() -> values.value(text))
          .isInstanceOfSatisfying(
              StoreException.class,
              it -> assertThat(it.code()).isEqualTo("secret-reference-invalid"));
    }
    for (String text : List.of("secret:plain@9", "secret:master@9~agent.psk~n1.lab")) {
      assertThatThrownBy(() -> values.forNode("n1.lab", text, Set.of()))
          .isInstanceOfSatisfying(
              StoreException.class, it -> assertThat(it.code()).isEqualTo("secret-unknown"));
    }
  }

  @Test
  void whoeverComesFirstMakesIt() {
    var made = new ConcurrentSkipListSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 8)
          .forEach(i -> threads.execute(() -> made.add(make("contested", "v" + i).toString())));
    }
    assertThat(made).containsExactly("secret:contested@1");
  }
}

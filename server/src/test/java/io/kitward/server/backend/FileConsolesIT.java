package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import io.kitward.server.desired.Policy;
import io.kitward.server.rollout.LateChannel;
import io.kitward.server.rollout.Operations;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which of several servers speaks for a console that is configured by files. */
class FileConsolesIT {

  private static final TestStore STORE = TestStore.fresh();
  private final Store store = STORE.store();

  @AfterAll
  static void close() {
    STORE.close();
  }

  @Test
  void aServerToWhichTheConnectorIsNotConnectedIsSilentWhileAnotherSpeaks() {
    store.change(
        handle ->
            handle.execute(
                "insert into node (id, certname, issuer, created_at) values (gen_random_uuid(), 'nag.lab', 'CA', now())"));
    var consoles =
        new FileConsoles(
            store, new Operations(new LateChannel(), Clock.systemUTC()), "here", _ -> {});
    store.change(handle -> ConsoleLease.hold(handle, "nagios", "another"));
    assertThat(look(consoles)).isEmpty();

    store.change(handle -> ConsoleLease.release(handle, "another"));
    assertThat(look(consoles).orElseThrow().sighting())
        .isEqualTo(
            new Sighting.Unreachable(
                "the connector of nag.lab is not connected, or asked too much"));
    boolean free = store.write(handle -> ConsoleLease.hold(handle, "nagios", "another"));
    assertThat(free).as("it stands in nobody's way").isTrue();
  }

  private static Optional<Observation> look(FileConsoles consoles) {
    var configure =
        new BackendDocument.Configure(
            "nag.lab", List.of(new BackendDocument.ServiceItem("nagios-hosts", new TreeMap<>())));
    var console =
        new Policy.Console(
            "nagios",
            BackendDocument.Type.FILES,
            "",
            "",
            "",
            "",
            Optional.empty(),
            Optional.of(configure),
            "nagios",
            Optional.empty());
    return consoles.look(console, Map.of(), Instant.now());
  }
}

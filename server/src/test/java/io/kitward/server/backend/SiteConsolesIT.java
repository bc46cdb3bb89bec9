package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import io.kitward.server.desired.Policy;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which of several servers speaks to a console that only a site reaches. */
class SiteConsolesIT {

  private static final TestStore STORE = TestStore.fresh();
  private final Store store = STORE.store();

  @AfterAll
  static void close() {
    STORE.close();
  }

  private HostConsoles server(String replica, Predicate<Policy.Console> here) {
    return new HostConsoles(
        store,
        console -> {
          throw new IllegalStateException("nothing is asked here");
        },
        here,
        replica,
        () -> {},
        Clock.systemUTC());
  }

  private static Policy.Console console(String name, String through) {
    return new Policy.Console(
        name,
        BackendDocument.Type.PROMETHEUS,
        "http://mon.lab:9090",
        "",
        through,
        "",
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  @Test
  void whoHasTheSessionSpeaksAndWithoutOneEveryServerSaysSo() {
    Policy.Console site = console("site", "gate.lab");
    HostConsoles near = server("near", _ -> true);
    HostConsoles far = server("far", _ -> false);
    assertThat(far.hold(site)).isTrue();
    assertThat(near.hold(site)).as("who only says so is in nobody's way").isTrue();
    assertThat(far.hold(site)).isFalse();

    HostConsoles nearNow = server("far", _ -> true);
    assertThat(nearNow.hold(site)).as("the node connected elsewhere").isFalse();
    HostConsoles farNow = server("near", _ -> false);
    assertThat(farNow.hold(site)).as("it leaves; nobody holds it now").isTrue();
    assertThat(nearNow.hold(site)).isTrue();
    assertThat(farNow.hold(site)).isFalse();
  }

  @Test
  void aConsoleThatIsAskedStraightIsOnlyHeldByOne() {
    Policy.Console straight = console("straight", "");
    assertThat(server("one", _ -> false).hold(straight)).isTrue();
    assertThat(server("two", _ -> false).hold(straight)).isFalse();
  }
}

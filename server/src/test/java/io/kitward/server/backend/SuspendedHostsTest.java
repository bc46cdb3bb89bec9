package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.Suspension;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuspendedHostsTest {

  private static final Instant SOON = Instant.parse("2026-06-01T12:10:00Z");
  private static final Instant LATE = Instant.parse("2026-06-01T14:00:00Z");
  private static final WantedHost DB = host("db1.lab", "exporter", "agent");
  private static final WantedHost WEB = host("web1.lab", "exporter");

  @Test
  void aNodeThatIsSuspendedWholeIsInMaintenanceAndOthersAreNot() {
    assertThat(SuspendedHosts.until(List.of(suspension(DB, "", SOON)), List.of(DB, WEB)))
        .isEqualTo(Map.of(DB, SOON));
  }

  @Test
  void ofServicesOnlyThoseCountThatRegisterThere() {
    assertThat(
            SuspendedHosts.until(
                List.of(suspension(DB, "agent", SOON), suspension(WEB, "agent", SOON)),
                List.of(DB, WEB)))
        .isEqualTo(Map.of(DB, SOON));
  }

  @Test
  void theLastEndCounts() {
    for (List<Suspension> open :
        List.of(
            List.of(suspension(DB, "", SOON), suspension(DB, "agent", LATE)),
            List.of(suspension(DB, "", LATE), suspension(DB, "agent", SOON)))) {
      assertThat(SuspendedHosts.until(open, List.of(DB))).isEqualTo(Map.of(DB, LATE));
    }
  }

  @Test
  void anEndWithinASecondIsNeverEarly() {
    assertThat(SuspendedHosts.until(List.of(suspension(DB, "", SOON.plusNanos(1000))), List.of(DB)))
        .isEqualTo(Map.of(DB, SOON.plusSeconds(1)));
  }

  private static Suspension suspension(WantedHost host, String service, Instant until) {
    return new Suspension(host.node(), host.name(), service, until);
  }

  private static WantedHost host(String name, String... services) {
    var all = new TreeMap<String, WantedHost.Service>();
    for (String service : services) {
      all.put(service, new WantedHost.Service(UUID.randomUUID(), new TreeMap<>()));
    }
    return new WantedHost(
        UUID.randomUUID(),
        name,
        "127.0.0.1",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        all);
  }
}

package io.kitward.lab;

import static io.kitward.lab.WantedHosts.service;
import static io.kitward.lab.WantedHosts.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is suspended is in downtime in Icinga, and nothing else is. */
@Order(71)
class IcingaMaintenanceE2E extends OnIcinga {

  private final Instant end =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(2, ChronoUnit.HOURS);
  private final Instant later = end.plus(1, ChronoUnit.HOURS);

  /** A host, its services, and the one that the packaged rules give to every host. */
  private static final List<String> OWN = List.of("", "!exporter", "!load", "!ping4");

  IcingaMaintenanceE2E(Lab lab) throws ConsoleException {
    super(lab);
  }

  @Test
  void whatIsSuspendedIsInDowntimeUntilItsEndWithAllItsServices() throws Exception {
    WantedHost one = wanted("m1");
    WantedHost two = wanted("m2");
    WantedHost unknown = wanted("m3");
    done(steps.step(one, two));
    people.ask(
        "POST",
        "/v1/actions/schedule-downtime",
        Map.of(
            "type", "Host",
            "filter", "host.name==\"m1.lab\"",
            "author", "alice",
            "comment", "patch day",
            "start_time", end.getEpochSecond() - 7200,
            "end_time", end.getEpochSecond(),
            "fixed", true));

    driver.maintain(Map.of(one, end, two, end, unknown, end));
    assertThat(downtimes()).isEqualTo(all(end, List.of("m1.lab", "m2.lab"), OWN));
    assertThat(people.attributes(SERVICE + "m1.lab!load").path("downtime_depth").asInt())
        .isEqualTo(1);
    nothingToDo(Map.of(one, end, two, end, unknown, end));

    driver.maintain(Map.of(one, later));
    assertThat(downtimes()).isEqualTo(all(later, List.of("m1.lab"), OWN));
    nothingToDo(Map.of(one, later));

    // A service that comes later is in downtime too.
    var more = new TreeMap<>(one.services());
    more.put("late", service(Map.of("check", "dummy")));
    WantedHost grown = one.with(more);
    done(steps.step(grown));
    driver.maintain(Map.of(grown, later));
    assertThat(downtimes())
        .isEqualTo(
            all(later, List.of("m1.lab"), List.of("", "!exporter", "!late", "!load", "!ping4")));
    nothingToDo(Map.of(grown, later));

    driver.maintain(Map.of());
    assertThat(downtimes()).isEmpty();
    assertThat(people.attributes(HOST + "m1.lab").path("downtime_depth").asInt())
        .as("that of a person goes on")
        .isEqualTo(1);
    nothingToDo(Map.of());
  }

  @Test
  void aHostIsDeletedWhileItIsInDowntime() throws Exception {
    WantedHost host = wanted("m4");
    done(steps.step(host));
    driver.maintain(Map.of(host, end));
    assertThat(downtimes()).isEqualTo(all(end, List.of("m4.lab"), OWN));

    done(steps.leave(List.of(host)));
    assertThat(downtimes()).isEmpty();
    nothingToDo(Map.of(host, end));
  }

  private void nothingToDo(Map<WantedHost, Instant> until) throws Exception {
    long writes = driver.writes();
    driver.maintain(until);
    assertThat(driver.writes()).isEqualTo(writes);
  }

  private static List<String> all(Instant end, List<String> hosts, List<String> parts) {
    return hosts.stream()
        .flatMap(host -> parts.stream().map(part -> at(host + part, end)))
        .sorted()
        .toList();
  }

  private static String at(String name, Instant end) {
    return name + " until " + end.getEpochSecond();
  }

  /** Kitward's, as people see them. */
  private List<String> downtimes() {
    return icinga.get("/v1/objects/downtimes").stream()
        .map(one -> one.path("attrs"))
        .filter(one -> one.path("author").asString("").equals("kitward"))
        .map(
            one ->
                at(
                    one.path("host_name").asString("")
                        + (one.path("service_name").asString("").isEmpty()
                            ? ""
                            : "!" + one.path("service_name").asString("")),
                    Instant.ofEpochSecond(one.path("end_time").asLong(0))))
        .sorted()
        .toList();
  }
}

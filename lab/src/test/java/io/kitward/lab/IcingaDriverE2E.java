package io.kitward.lab;

import static io.kitward.lab.WantedHosts.knowing;
import static io.kitward.lab.WantedHosts.service;
import static io.kitward.lab.WantedHosts.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.ConsoleSteps.Step;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the driver for Icinga 2 does where all is well. */
@Order(71)
class IcingaDriverE2E extends OnIcinga {

  IcingaDriverE2E(Lab lab) throws ConsoleException {
    super(lab);
  }

  @Test
  void whatIsWantedIsThereAndASecondStepWritesNothing() throws Exception {
    WantedHost[] hosts = {
      wanted("a1"), wanted("a2"), WantedHosts.in(WantedHosts.from(wanted("a3")))
    };
    done(steps.step(hosts));

    List<SeenHost> seen = driver.observe(List.of(hosts));
    assertThat(seen).hasSize(3);
    SeenHost a1 =
        seen.stream().filter(host -> host.name().equals("a1.lab")).findFirst().orElseThrow();
    assertThat(a1.services()).isEqualTo(driver.expected(hosts[0]).services());
    assertThat(a1.groups()).containsExactly(WantedHosts.GROUP);
    assertThat(people.attributes(HOST + "a1.lab").path("check_command").asString())
        .isEqualTo("dummy");
    assertThat(people.attributes(HOST + "a3.lab").path("check_command").asString())
        .isEqualTo("hostalive");
    assertThat(
            people.attributes(SERVICE + "a1.lab!exporter").path("vars").path("tcp_port").asString())
        .isEqualTo("9100");

    long reads = driver.reads();
    nothingToDo(steps, hosts);
    assertThat(driver.reads() - reads).as("one call for hosts and one for services").isEqualTo(2);
    assertThat(driver.observe().stream().filter(host -> host.name().matches("a\\d\\.lab")).toList())
        .containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void whatAPersonChangesIsPutBackOrLeftAsTheDocumentSays() throws Exception {
    WantedHost host = wanted("edit");
    done(steps.step(host));
    people.set(HOST + "edit.lab", "address", "127.0.0.9");
    people.set(HOST + "edit.lab", "vars.rack", "r8");
    people.set(SERVICE + "edit.lab!exporter", "vars.tcp_port", "1");
    people.ask("DELETE", SERVICE + "edit.lab!load?cascade=1", Map.of());

    ConsoleSteps respecting = steps.with(new Conduct(Drift.RESPECT, Leaving.DELETE));
    long writes = driver.writes();
    Step left = respecting.step(host);
    assertThat(left.changes()).isZero();
    assertThat(left.drift()).hasSize(4);
    assertThat(driver.writes()).isEqualTo(writes);

    Step mended = steps.step(host);
    done(mended);
    assertThat(mended.drift()).hasSize(4);
    assertThat(people.attributes(HOST + "edit.lab").path("address").asString())
        .isEqualTo("127.0.0.1");
    assertThat(people.attributes(HOST + "edit.lab").path("vars").path("rack").asString())
        .isEqualTo("r7");
    assertThat(
            people
                .attributes(SERVICE + "edit.lab!exporter")
                .path("vars")
                .path("tcp_port")
                .asString())
        .isEqualTo("9100");
    nothingToDo(steps, host);
  }

  @Test
  void groupsAndTemplatesChangeAndAllThatPeopleAndChecksLeftThereStays() throws Exception {
    WantedHost host = wanted("moved");
    done(steps.step(host));
    people.set(HOST + "moved.lab", "vars.owner", "alice");
    people.set(HOST + "moved.lab", "enable_flapping", true);
    people.ask(
        "PUT",
        SERVICE + "moved.lab!peoples",
        Map.of("attrs", Map.of("check_command", "dummy", "check_interval", 3600)));
    for (int i = 0; i < 3; i++) {
      people.ask(
          "POST",
          "/v1/actions/process-check-result",
          Map.of(
              "type",
              "Host",
              "filter",
              "host.name==\"moved.lab\"",
              "exit_status",
              1,
              "plugin_output",
              "is down " + i));
    }
    people.comment("moved.lab", "look at this");
    people.ask(
        "POST",
        "/v1/actions/acknowledge-problem",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"moved.lab\"",
            "author",
            "alice",
            "comment",
            "known",
            "sticky",
            true));
    long now = System.currentTimeMillis() / 1000;
    people.ask(
        "POST",
        "/v1/actions/schedule-downtime",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"moved.lab\"",
            "author",
            "alice",
            "comment",
            "work",
            "fixed",
            true,
            "start_time",
            now - 5,
            "end_time",
            now + 3600));
    String before = people.history("moved.lab");
    assertThat(before).contains("is down 2", "look at this", "known", "work");

    WantedHost other =
        WantedHosts.from(WantedHosts.in(host, "lab-other", "linux-servers"), "generic-host");
    done(steps.step(other));

    JsonNode attributes = people.attributes(HOST + "moved.lab");
    assertThat(attributes.path("groups").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("lab-other", "linux-servers");
    assertThat(attributes.path("templates").toString())
        .contains("generic-host")
        .doesNotContain(IcingaServer.TEMPLATE);
    assertThat(people.history("moved.lab")).isEqualTo(before);
    nothingToDo(steps, other);

    done(steps.step(host));
    assertThat(
            people
                .attributes(HOST + "moved.lab")
                .path("groups")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactly(WantedHosts.GROUP);
    assertThat(people.history("moved.lab")).isEqualTo(before);
    nothingToDo(steps, host);
  }

  @Test
  void aHostThatAPersonDeletesComesBackUnlessThatIsRespected() throws Exception {
    WantedHost host = wanted("deleted");
    done(steps.step(host));
    people.ask("DELETE", HOST + "deleted.lab?cascade=1", Map.of());

    Step respected = steps.with(new Conduct(Drift.RESPECT, Leaving.DELETE)).step(host);
    assertThat(respected.obstacles().toString()).contains("a person deleted the host");
    assertThat(people.names("hosts", "deleted.lab")).isEmpty();

    done(steps.step(host));
    assertThat(people.names("services", "deleted.lab"))
        .containsExactly("deleted.lab!exporter", "deleted.lab!load", "deleted.lab!ping4");
    nothingToDo(steps, host);
  }

  @Test
  void aNodeThatLeavesIsDeletedOrNotWatchedAnyMore() throws Exception {
    WantedHost host = wanted("leaving");
    done(steps.step(host));
    people.comment("leaving.lab", "its history");
    ConsoleSteps disabling = steps.with(new Conduct(Drift.MEND, Leaving.DISABLE));

    done(disabling.leave(List.of(host)));
    assertThat(seen(host).enabled()).isFalse();
    assertThat(
            people
                .attributes(SERVICE + "leaving.lab!exporter")
                .path("enable_active_checks")
                .asBoolean(true))
        .isFalse();
    assertThat(disabling.leave(List.of(host)).changes()).isZero();

    done(disabling.step(host));
    assertThat(seen(host).enabled()).isTrue();
    assertThat(
            people
                .attributes(SERVICE + "leaving.lab!exporter")
                .path("enable_active_checks")
                .asBoolean(false))
        .isTrue();

    done(steps.leave(List.of(host)));
    assertThat(people.names("hosts", "leaving.lab")).isEmpty();
    assertThat(driver.apply(List.of(new HostChange.Remove(driver.expected(host), host.node()))))
        .isEmpty();
  }

  @Test
  void aSecretIsSetIsNotShownAndIsSetAgainWhenItIsAnother() throws Exception {
    secrets.put("secret:community@1", "first-value");
    secrets.put("secret:community@2", "second-value");
    WantedHost host = knowing(wanted("secret"), Map.of("community", "secret:community@1"));
    done(steps.step(host));
    assertThat(people.attributes(HOST + "secret.lab").path("vars").path("community").asString())
        .isEqualTo("first-value");
    assertThat(seen(host).toString()).doesNotContain("first-value");
    nothingToDo(steps, host);

    WantedHost rotated = knowing(host, Map.of("community", "secret:community@2"));
    done(steps.step(rotated));
    assertThat(people.attributes(HOST + "secret.lab").path("vars").path("community").asString())
        .isEqualTo("second-value");
    nothingToDo(steps, rotated);

    WantedHost without = knowing(host, Map.of());
    done(steps.step(without));
    assertThat(people.attributes(HOST + "secret.lab").path("vars").path("community").isNull())
        .isTrue();
    nothingToDo(steps, without);
  }

  @Test
  void twoHundredAndFiftyHostsFromNothing() throws Exception {
    WantedHost[] hosts =
        IntStream.range(0, 250).mapToObj(i -> wanted("many" + i)).toArray(WantedHost[]::new);
    done(steps.step(hosts));
    assertThat(people.names("hosts", "many")).hasSize(250);
    nothingToDo(steps, hosts);
    done(steps.leave(List.of(hosts)));
    assertThat(people.names("hosts", "many")).isEmpty();
  }

  @Test
  void whetherDataArrivesIsWhatTheNewestCheckSays() throws Exception {
    String listen = "s = TCPServer.new(9555); loop { s.accept.close }";
    icinga
        .host()
        .run("systemd-run", "--unit=lab-listener", "ruby", "-rsocket", "-e", listen)
        .orThrow("listening");
    WantedHost.Service open = service(Map.of("interval", "2", "vars.tcp_port", "9555"));
    WantedHost host =
        WantedHosts.offering(
            WantedHosts.from(WantedHosts.in(wanted("proof"))),
            Map.of("port", open, "never", service(Map.of("interval", "3600", "check", "passive"))));
    done(steps.step(host));
    driver.hurry(List.of(host));

    Mission.await(
        "the data", LIMIT, () -> value(host, open) == 1, () -> String.valueOf(proof(host, open)));
    assertThat(proof(host, open).lastError()).isEmpty();
    icinga.host().run("systemctl", "stop", "lab-listener").orThrow("closing the port");
    Mission.await(
        "its end", LIMIT, () -> value(host, open) == 0, () -> String.valueOf(proof(host, open)));
    assertThat(proof(host, open).lastError()).contains("9555").contains("refused");

    people.set("/v1/objects/services/proof.lab!port", "enable_active_checks", false);
    Mission.await(
        "that it is old",
        LIMIT,
        () -> proof(host, open).lastError().startsWith("no check result since "),
        () -> proof(host, open).toString());
    WantedHost unknown = wanted("nobody");
    assertThat(driver.prove(List.of(unknown))).isEmpty();
  }

  private Sighting.Target proof(WantedHost host, WantedHost.Service service) {
    try {
      return Objects.requireNonNull(
          driver.prove(List.of(host)).get(service.instance()), "no target");
    } catch (ConsoleException | InterruptedException e) {
      throw new LabException("no proof", e);
    }
  }

  private double value(WantedHost host, WantedHost.Service service) {
    return proof(host, service).value().map(Sighting.Sample::value).orElse(-1.0);
  }
}

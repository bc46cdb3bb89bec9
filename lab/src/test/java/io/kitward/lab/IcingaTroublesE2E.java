package io.kitward.lab;

import static io.kitward.lab.WantedHosts.service;
import static io.kitward.lab.WantedHosts.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.lab.ConsoleSteps.Step;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.desired.WantedHost;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the driver for Icinga 2 does where others were quicker, or something is wrong. */
@Order(72)
class IcingaTroublesE2E extends OnIcinga {

  IcingaTroublesE2E(Lab lab) throws ConsoleException {
    super(lab);
  }

  @Test
  void aStrangerOfTheSameNameIsLeftAloneUntilAPersonHasItTakenOver() throws Exception {
    people.ask(
        "PUT",
        HOST + "stranger.lab",
        Map.of("attrs", Map.of("check_command", "dummy", "vars.owner", "alice")));
    people.ask(
        "PUT",
        SERVICE + "stranger.lab!load",
        Map.of("attrs", Map.of("check_command", "dummy", "check_interval", 77)));
    icinga
        .host()
        .write(
            "/etc/icinga2/conf.d/written.conf",
            """
            object Host "written.lab" {
              check_command = "dummy"
              vars.owner = "bob"
            }
            """,
            "0644");
    icinga.reload();
    WantedHost made = WantedHosts.from(WantedHosts.in(wanted("stranger")));
    WantedHost written = wanted("written");
    String before =
        people.attributes(HOST + "stranger.lab").toString()
            + people.attributes(HOST + "written.lab");

    Step left = steps.step(made, written);
    assertThat(left.changes()).isZero();
    assertThat(left.obstacles())
        .hasSize(2)
        .allMatch(words -> words.contains("was not made by Kitward"));
    assertThat(
            people.attributes(HOST + "stranger.lab").toString()
                + people.attributes(HOST + "written.lab"))
        .isEqualTo(before);

    Step taken = steps.step(List.of(made, written), Set.of("stranger.lab", "written.lab"));
    assertThat(taken.refused()).containsOnlyKeys("written.lab");
    assertThat(taken.refused().get("written.lab"))
        .contains("was not made by Kitward: set them where it was made");
    assertThat(people.attributes(HOST + "stranger.lab").path("vars").path("owner").asString())
        .isEqualTo("alice");
    assertThat(people.attributes(HOST + "written.lab").path("vars").path("kitward_id").asString())
        .isEqualTo(written.node().toString());
    assertThat(people.attributes(SERVICE + "stranger.lab!load").path("check_interval").asInt())
        .isEqualTo(60);
    nothingToDo(steps, made);

    Step leaving = steps.leave(List.of(made, written));
    assertThat(leaving.refused().get("written.lab")).contains("not created using the API");
    assertThat(people.names("hosts", "stranger.lab")).isEmpty();
    icinga.host().run("rm", "/etc/icinga2/conf.d/written.conf").orThrow("removing the file");
    for (String service : people.names("services", "written.lab!")) {
      icinga.send("DELETE", SERVICE + service + "?cascade=1", Map.of());
    }
    icinga.reload();
    assertThat(people.names("hosts", "written.lab")).isEmpty();
  }

  @Test
  void anUnknownTemplateIsRefusedWhileOthersAreMade() throws Exception {
    WantedHost good = wanted("good");
    WantedHost bad = WantedHosts.from(wanted("bad"), "no-such-template");
    WantedHost badService = wanted("badservice");
    badService =
        WantedHosts.offering(badService, Map.of("x", service(Map.of("templates", "no-such"))));

    Step step = steps.step(good, bad, badService);

    assertThat(step.refused()).containsOnlyKeys("bad.lab", "badservice.lab");
    assertThat(step.refused().get("bad.lab")).contains("no host template no-such-template");
    assertThat(step.refused().get("badservice.lab")).contains("unknown template: 'no-such'");
    assertThat(people.names("hosts", "good.lab")).hasSize(1);
    assertThat(people.names("hosts", "bad.lab")).isEmpty();
    done(steps.step(WantedHosts.from(bad, "generic-host")));
  }

  @Test
  void aHostThatWasHalfMadeIsCompleted() throws Exception {
    WantedHost host = WantedHosts.from(WantedHosts.in(wanted("half")));
    driver.apply(List.of(new HostChange.Create(WantedHosts.offering(host, Map.of()))));
    people.ask(
        "PUT", SERVICE + "half.lab!peoples", Map.of("attrs", Map.of("check_command", "dummy")));

    var server = new ConsoleSteps(driver, ConsoleSteps.USUAL);
    done(server.step(host));

    assertThat(people.names("services", "half.lab"))
        .containsExactly(
            "half.lab!exporter", "half.lab!load", "half.lab!peoples", "half.lab!ping4");

    WantedHost less = WantedHosts.offering(host, new TreeMap<>(host.services()).headMap("load"));
    done(server.step(less));
    assertThat(people.names("services", "half.lab"))
        .containsExactly("half.lab!exporter", "half.lab!peoples", "half.lab!ping4");
  }

  @Test
  void aHostThatIsAnotherNodesByNowIsNotDeleted() throws Exception {
    WantedHost host = wanted("other");
    done(steps.step(host));
    var old = new HostChange.Remove(driver.expected(host), UUID.randomUUID());
    assertThat(driver.apply(List.of(old))).isEmpty();
    assertThat(people.names("hosts", "other.lab")).hasSize(1);
  }

  @Test
  void whyNothingCanBeDoneIsSaidInWords() throws Exception {
    secrets.put("secret:icinga@1", "not the password");
    assertThatThrownBy(() -> driver.observe())
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("refuses the user kitward")
        .hasMessageNotContaining("not the password");
    secrets.put("secret:icinga@1", IcingaServer.PASSWORD);

    try (IcingaDriver poor = driver(IcingaServer.POOR, icinga.ca(), LIMIT)) {
      assertThatThrownBy(poor::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its user poor lacks permissions: objects/query/Host, ");
    }

    String other =
        icinga
            .host()
            .run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "/dev/null",
                "-subj",
                "/CN=Icinga CA")
            .orThrow("another CA")
            .stdout();
    try (IcingaDriver cheated = driver(IcingaServer.USER, other, LIMIT)) {
      assertThatThrownBy(cheated::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its certificate is not signed by the ca of its Backend document");
    }
    URI address = URI.create("https://" + icinga.host().address() + ":5665");
    try (IcingaDriver byAddress =
        new IcingaDriver(
            access(address, IcingaServer.USER, icinga.ca()), LIMIT, InstantSource.system())) {
      assertThatThrownBy(byAddress::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its certificate is for another name");
    }
  }

  @Test
  void anIcingaThatIsSlowOrStoppedIsSaidAndAllGoesOnAfterwards() throws Exception {
    WantedHost host = wanted("patient");
    done(steps.step(host));
    try (IcingaDriver hasty = driver(IcingaServer.USER, icinga.ca(), Duration.ofSeconds(1))) {
      hasty.observe();
      icinga.host().run("pkill", "-STOP", "icinga2").orThrow("pausing Icinga");
      try {
        assertThatThrownBy(hasty::observe)
            .isInstanceOf(ConsoleException.class)
            .hasMessageContaining("no answer within 1.0 s");
      } finally {
        icinga.host().run("pkill", "-CONT", "icinga2").orThrow("going on");
      }
      assertThat(hasty.observe()).isNotEmpty();
    }

    icinga.host().run("systemctl", "stop", "icinga2").orThrow("stopping Icinga");
    try {
      assertThatThrownBy(() -> driver.observe())
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("no connection: ");
    } finally {
      icinga.host().run("systemctl", "start", "icinga2").orThrow("starting Icinga");
      icinga.awaitAnswer();
    }
    nothingToDo(steps, host);
  }
}

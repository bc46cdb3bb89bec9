package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.ConsoleSteps.Step;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.desired.WantedHost;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of the driver on a real Icinga that belongs to other people too; theirs stays as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
abstract class OnIcinga {

  static final Duration LIMIT = Duration.ofSeconds(60);
  static final String HOST = "/v1/objects/hosts/";
  static final String SERVICE = "/v1/objects/services/";

  final IcingaServer icinga;
  final IcingaPeople people;
  final IcingaDriver driver;
  final ConsoleSteps steps;

  /** Values of secrets by their references. */
  final Map<String, String> secrets =
      new TreeMap<>(Map.of("secret:icinga@1", IcingaServer.PASSWORD));

  private String strangers = "";

  OnIcinga(Lab lab) throws ConsoleException {
    this.icinga = IcingaServer.start(lab);
    this.people = new IcingaPeople(icinga);
    this.driver = driver(IcingaServer.USER, icinga.ca(), Duration.ofSeconds(30));
    this.steps = new ConsoleSteps(driver, ConsoleSteps.USUAL);
  }

  final ConsoleAccess access(URI url, String user, String ca) {
    return new ConsoleAccess(
        "icinga", url, user, "secret:icinga@1", ca, it -> secrets.getOrDefault(it, "wrong"));
  }

  final IcingaDriver driver(String user, String ca, Duration timeout) throws ConsoleException {
    return new IcingaDriver(access(icinga.url(), user, ca), timeout, InstantSource.system());
  }

  @BeforeAll
  void peoplesOwn() {
    people.ask(
        "PUT",
        HOST + "people.lab",
        Map.of(
            "templates",
            List.of("generic-host"),
            "attrs",
            Map.of("address", "127.0.0.1", "vars.owner", "alice")));
    people.comment("people.lab", "ours");
    strangers = people.strangers();
  }

  @AfterAll
  void strangersAreAsBefore() throws ConsoleException, InterruptedException {
    List<HostChange> all =
        driver.observe().stream()
            .filter(host -> host.node().isPresent())
            .<HostChange>map(host -> new HostChange.Remove(host, host.node().orElseThrow()))
            .toList();
    assertThat(driver.apply(all)).isEmpty();
    driver.close();
    assertThat(people.strangers()).isEqualTo(strangers);
    people.ask("DELETE", HOST + "people.lab?cascade=1", Map.of());
  }

  final void done(Step step) {
    assertThat(step.refused()).isEmpty();
    assertThat(step.obstacles()).isEmpty();
  }

  /** A step finds all in order and asks for no change. */
  final void nothingToDo(ConsoleSteps server, WantedHost... hosts) throws Exception {
    long writes = driver.writes();
    assertThat(server.step(hosts)).isEqualTo(new Step(0, List.of(), List.of(), Map.of()));
    assertThat(driver.writes()).isEqualTo(writes);
  }

  final SeenHost seen(WantedHost host) throws Exception {
    return driver.observe(List.of(host)).getFirst();
  }
}

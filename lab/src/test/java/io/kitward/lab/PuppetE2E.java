package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real Puppet runs: what they ask of Kitward, and how they end when something is wrong. */
@Order(15)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class PuppetE2E {

  private static final String ONE_GET = "GET /v1/nodes/self/declaration 200";
  private static final Duration WATCHED = Duration.ofSeconds(20);

  private final Stage stage;
  private final PuppetServer puppet;
  private final PuppetAgent web1;

  PuppetE2E(Stage stage) {
    this.stage = stage;
    this.puppet = stage.mission().puppet();
    this.web1 = stage.mission().web1();
  }

  @AfterEach
  void theCodeIsAsBefore() {
    stage.mission().puppetCode("site-without-database.pp");
  }

  @Test
  void anUnchangedRunAsksOnceAndNothingIsWritten() {
    stage.bare();
    stage.database();
    PuppetAgent db1 = stage.mission().db1();
    db1.run().orThrow();
    try (Database database = Database.open(stage.mission().server())) {
      Map<String, Long> before = database.settledWrites(Stage.LIMIT);
      double requests = NodeRequests.count(stage.api());

      PuppetRun run = db1.run("--debug");

      assertThat(run.exit()).isZero();
      assertThat(NodeRequests.of(run)).containsExactly(ONE_GET);
      assertThat(NodeRequests.count(stage.api())).isEqualTo(requests + 1);
      assertThat(stage.isConnected(Stage.DB1)).isTrue();
      Awaitility.await("nothing is written")
          .during(WATCHED)
          .atMost(WATCHED.multipliedBy(2))
          .until(
              () ->
                  Database.withoutContacts(database.writes())
                      .equals(Database.withoutContacts(before)));
    }
  }

  @Test
  void aChangedRunAsksOnceAndPutsOnce() {
    stage.bare();
    puppet.writeManifest(
        "node default { include kitward kitward::tag('web', 'environment=staging', 'new') }\n");
    double requests = NodeRequests.count(stage.api());

    PuppetRun run = web1.run("--debug");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(NodeRequests.of(run)).containsExactly(ONE_GET, "PUT /v1/nodes/self/declaration 200");
    assertThat(NodeRequests.count(stage.api())).isEqualTo(requests + 2);
    assertThat(stage.tags(Stage.WEB1)).containsExactly("environment=staging", "new", "web");
  }

  @Test
  void changedCodeShowsInTheNextRun() {
    puppet.writeManifest("node default { file { '/root/who': content => 'one' } }\n");
    web1.run().orThrow();
    assertThat(web1.run().exit()).isZero();

    puppet.writeManifest("node default { file { '/root/who': content => 'other' } }\n");

    assertThat(web1.run().exit()).isEqualTo(2);
    assertThat(web1.host().read("/root/who")).isEqualTo("other");
  }

  @Test
  void aTagThatIsNoTagFailsTheCompilationAndNamesItself() {
    puppet.writeManifest("node default {\n  kitward::tag('no tag')\n}\n");

    PuppetRun run = web1.run();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output())
        .contains("'no tag' is no tag: there is a blank in it")
        .contains("It stands in /etc/puppet/code/environments/production/manifests/site.pp:2");
  }

  @Test
  void anUnreachableKitwardFailsOneResourceAndTheRestOfTheRunGoesOn() {
    puppet.writeManifest(
        """
        node default {
          class { 'kitward': manage_connector => false, node_port => 1 }
          kitward::tag('a', 'b=c')
          file { '/root/after': content => 'there' }
        }
        """);

    PuppetRun run = web1.run();

    assertThat(run.exit()).isIn(4, 6);
    assertThat(run.output()).contains("Kitward at kitward.lab:1 can't be reached");
    assertThat(web1.host().read("/root/after")).isEqualTo("there");
  }

  @Test
  void tagsThatCameBeforeTheConnectorAreKeptAndAppliedWhenItComes() {
    stage.console();
    PuppetAgent early = PuppetAgent.on(stage.mission().lab().host("n2", PuppetAgent.LAYER));
    String tags = "kitward::tag('database', 'environment=production')";
    puppet.writeManifest(
        "node default { class { 'kitward': manage_connector => false } " + tags + " }\n");
    early.run().orThrow();
    assertThat(stage.tags("n2.lab")).containsExactly("database", "environment=production");
    assertThat(stage.isConnected("n2.lab")).isFalse();
    stage.await(
        "services that wait for the connector",
        () -> stage.mission().phase("n2.lab", Stage.EXPORTER).equals("pending"),
        "n2.lab");

    puppet.writeManifest("node default { include kitward " + tags + " }\n");
    early.run().orThrow();

    stage.await(
        "both services",
        () -> stage.isHealthy("n2.lab", Stage.EXPORTER) && stage.isHealthy("n2.lab", Stage.RSYSLOG),
        "n2.lab");
    assertThat(stage.tags("n2.lab")).containsExactly("database", "environment=production");
    leave(early);
  }

  /** Takes a node's services off before it goes: a target that is down keeps the console busy. */
  private void leave(PuppetAgent agent) {
    String certname = agent.host().certname();
    puppet.writeManifest("node default { include kitward }\n");
    agent.run().orThrow();
    stage.await(
        "the end of the services", () -> stage.mission().instances(certname).isEmpty(), certname);
    agent.host().powerOff();
  }
}

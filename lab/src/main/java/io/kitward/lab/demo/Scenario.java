package io.kitward.lab.demo;

import io.kitward.lab.HostDifferences;
import io.kitward.lab.HostState;
import io.kitward.lab.LabException;
import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.PuppetRun;
import io.kitward.lab.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The mission's scenario, from the first Puppet run to the timeline. */
final class Scenario {

  private static final String DB1 = "db1.lab";
  private static final String WEB1 = "web1.lab";
  private static final String MON = "mon.lab";
  private static final String EXPORTER = "node-exporter";
  private static final String RSYSLOG = "rsyslog";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration DEPLOYMENT = Duration.ofMinutes(3);

  private final Mission mission;
  private final Narrator narrator;

  private Scenario(Mission mission, Narrator narrator) {
    this.mission = mission;
    this.narrator = narrator;
  }

  /**
   * Tells the scenario; what does not hold is noted by the narrator, what makes going on senseless
   * is thrown.
   */
  static void tell(Mission mission, Narrator narrator) {
    var scenario = new Scenario(mission, narrator);
    scenario.code();
    HostState before = HostState.of(mission.db1().host());
    long start = Timeline.now(mission.api());
    scenario.puppetRuns();
    scenario.deployed();
    scenario.console();
    scenario.logs();
    Timeline first = Timeline.since(mission.api(), DB1, start);
    Breakages.tell(mission, narrator);
    scenario.leaving(before);
    Cycles.tell(mission, narrator, first);
  }

  private void code() {
    narrator.step("Puppet says what each server is; a policy says what such servers have");
    narrator.show("db1:  kitward::tag('database', 'environment=production')");
    narrator.show("web1: kitward::tag('web', 'environment=staging')");
    narrator.show(mission.applyDocuments().stdout());
    narrator.show(
        "Policy production-databases: database and environment = production → Bundle database-baseline");
  }

  private void puppetRuns() {
    narrator.step(
        "A real `puppet agent` run on each node brings the connector and attaches the tags");
    PuppetRun mon = mission.mon().run();
    narrator.check(mon.succeeded(), "mon: puppet agent in " + seconds(mon));
    Mission.await(
        "the console's own configuration on mon",
        DEPLOYMENT,
        () ->
            mission.phase(MON, "prometheus-job").equals("ok")
                && mission.phase(MON, "rsyslog-receiver").equals("ok"),
        () -> instances(MON));
    narrator.check(
        true, "mon: Kitward placed its scrape job, the job's token and the log receiver");
    PuppetRun db1 = mission.db1().run();
    narrator.check(db1.succeeded(), "db1: puppet agent in " + seconds(db1));
    PuppetRun web1 = mission.web1().run();
    narrator.check(web1.succeeded(), "web1: puppet agent in " + seconds(web1));
    if (!db1.succeeded()) {
      throw new LabException("without its tags db1 gets nothing; puppet said:\n" + db1.output());
    }
    narrator.show(mission.server().command("get", "nodes").stdout());
  }

  private static String seconds(PuppetRun run) {
    return "%.1f s".formatted(run.duration().toMillis() / 1000.0);
  }

  private void deployed() {
    narrator.step("db1 gets the whole bundle, web1 none of it");
    Mission.await(
        "the bundle on db1",
        DEPLOYMENT,
        () -> healthy(DB1, EXPORTER) && healthy(DB1, RSYSLOG),
        () -> instances(DB1));
    narrator.check(
        Mission.open(mission.db1().host(), 9100), "db1: node-exporter answers on port 9100");
    String options = mission.db1().host().read("/etc/default/prometheus-node-exporter");
    narrator.check(
        options.contains("--collector.systemd"),
        "db1: it is configured by the policy's parameters");
    narrator.check(
        mission.instances(WEB1).isEmpty(), "web1: has no instance, as its tags call for none");
    narrator.check(
        !Mission.open(mission.web1().host(), 9100), "web1: nothing answers on port 9100");
    narrator.show(mission.server().command("describe", DB1).stdout());
  }

  private boolean healthy(String node, String service) {
    return mission.condition(node, service, "Healthy").equals("True");
  }

  private String instances(String node) {
    return mission.server().command("describe", node).stdout();
  }

  private void console() {
    narrator.step(
        "Prometheus discovers db1 through Kitward, and Kitward proves that its data is there");
    Mission.await(
        "the proof in Prometheus",
        SOON,
        () -> mission.condition(DB1, EXPORTER, "Proven").equals("True"),
        () -> instances(DB1));
    String query =
        "up{job=\"kitward\",certname=\"db1.lab\",tag_database=\"true\",tag_environment=\"production\"}";
    narrator.check(mission.prometheus(query).equals(List.of("1")), query + " is 1");
    narrator.check(
        mission.phase(DB1, EXPORTER).equals("ok"),
        "node-exporter on db1 is ok: agent, configuration and console together");
  }

  private void logs() {
    String word = "demo-" + UUID.randomUUID();
    LabHost db1 = mission.db1().host();
    db1.run("logger", "-t", "demo", word).orThrow("logging on db1");
    Mission.await(
        "a log line of db1 on mon",
        SOON,
        () -> mission.mon().host().run("grep", "-rqs", word, "/var/log/kitward").exit() == 0,
        () -> mission.mon().host().run("ls", "-l", "/var/log/kitward").stdout());
    narrator.check(true, "a log line written on db1 reached mon");
  }

  private void leaving(HostState before) {
    narrator.step("Puppet's code drops the tag database: the services go, and nothing else");
    mission.puppetCode("site-without-database.pp");
    Instant start = Instant.now();
    narrator.check(mission.db1().run().succeeded(), "db1: puppet agent run");
    Mission.await(
        "the end of the services on db1",
        DEPLOYMENT,
        () -> mission.instance(DB1, EXPORTER).isEmpty() && mission.instance(DB1, RSYSLOG).isEmpty(),
        () -> instances(DB1));
    narrator.check(
        true,
        "db1: both services are gone, %.1f s after the run began"
            .formatted(Duration.between(start, Instant.now()).toMillis() / 1000.0));
    String query = "up{job=\"kitward\",certname=\"db1.lab\"}";
    Mission.await(
        "the end of db1 in Prometheus",
        SOON,
        () -> mission.prometheus(query).isEmpty(),
        () -> mission.prometheus(query).toString());
    narrator.check(true, "Prometheus no longer scrapes it");
    HostDifferences differences = before.differences(HostState.of(mission.db1().host()));
    narrator.check(
        differences.unexplained().isEmpty(),
        "packages and checksums below /etc and /var/lib are as before");
    differences.unexplained().forEach(narrator::show);
    narrator.say("what differs: the system user that Debian's package made and keeps on purge,");
    differences.accounts().forEach(narrator::show);
    List<String> bookkeeping = differences.bookkeeping();
    narrator.say(
        "and Puppet, the connector itself, and the bookkeeping of apt, dpkg and systemd ("
            + bookkeeping.size()
            + " paths):");
    bookkeeping.stream().limit(12).forEach(narrator::show);
    if (bookkeeping.size() > 12) {
      narrator.show("… and " + (bookkeeping.size() - 12) + " more");
    }
    Optional<String> byHand =
        Optional.of(mission.db1().host().read("/etc/rsyslog.d/10-by-hand.conf"));
    narrator.check(
        byHand.get().contains("by hand"),
        "the drop-in written by hand and the foreign file are still there");
  }
}

package io.kitward.server.console.sample;

import io.kitward.policy.plan.Totals;
import io.kitward.server.api.port.BackendView;
import io.kitward.server.api.port.ConditionView;
import io.kitward.server.api.port.EventView;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.InstanceView.Parameter;
import io.kitward.server.api.port.InstanceView.StateHash;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.desired.Phase;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.Summary;
import io.kitward.server.plan.TagDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** A fleet to look at: a few hundred nodes on a bad day. The same for the same moment. */
public final class SampleData {
  private static final List<String> TYPES =
      List.of("Installed", "Configured", "Running", "Healthy", "Registered", "Proven");
  private static final List<String> SITES = List.of("fra1", "ams2", "iad1", "sin1");

  private final SampleFleet fleet;
  private final Instant now;

  public SampleData(SampleFleet fleet, Instant now) {
    this.fleet = fleet;
    this.now = now;
  }

  public void fill(int nodes) {
    plan("p-12", "bacula-fd", now.minusSeconds(240));
    node("db1.lab", false, List.of("database", "environment=production", "site=lab"), 6);
    node("web1.lab", false, List.of("web", "environment=staging"), 3);
    for (int i = 0; i < nodes; i++) {
      String role = List.of("web", "database", "cache", "mail").get(i % 4);
      String name = "%s%04d.%s.example".formatted(role, i, SITES.get(i % 3));
      node(
          name,
          i % 5 == 4,
          List.of(
              role,
              "environment=" + (i % 3 == 0 ? "staging" : "production"),
              "os=debian-12",
              "rack=r" + i % 40,
              "site=" + SITES.get(i % 3),
              "team=platform"),
          i % 90);
      services(name, i);
    }
    lab();
    policies();
    backends();
    exceptions();
    events();
  }

  private Instant ago(long seconds) {
    return now.minus(Duration.ofSeconds(seconds));
  }

  /** A node with its tags: the first two from Puppet, the rest from elsewhere. */
  public void node(String certname, boolean simulated, List<String> tags, long seen) {
    fleet.put(
        new NodeView(
            certname,
            UUID.nameUUIDFromBytes(certname.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            seen < 60,
            ago(seen),
            "0.1.0",
            simulated,
            Phase.OK,
            Map.of(),
            tags,
            new TreeMap<>(
                Map.of(
                    "os.family", "Debian",
                    "os.release", "12.7",
                    "memory.bytes", "16777216000",
                    "network.address", "10.20.4.17")),
            ago(86_400 * 12)));
    var entries = new ArrayList<TagEntry>();
    for (int i = 0; i < tags.size(); i++) {
      entries.add(
          i < 2
              ? new TagEntry(tags.get(i), "puppet", "vouched", "node/puppet.lab", ago(7_200))
              : i == 2
                  ? new TagEntry(
                      tags.get(i), "node", "self-asserted", "node/" + certname, ago(3_700))
                  : new TagEntry(
                      tags.get(i), "user/ak", "trusted", "token/admin", ago(86_400 * 3)));
    }
    fleet.tags.put(certname, entries);
  }

  private void services(String name, int i) {
    put(
        name,
        "node-exporter",
        i % 97 == 13 ? Phase.FAILED : Phase.OK,
        3 * 86_400,
        "apt: repository signature expired");
    put(
        name,
        "rsyslog",
        i % 61 == 7 ? Phase.DEGRADED : Phase.OK,
        86_400,
        "log receiver mon.lab:514 refuses connections");
    if (i % 4 == 1) {
      put(name, "postgres-exporter", i % 40 == 9 ? Phase.APPLYING : Phase.OK, 40, "");
      put(
          name,
          "pgbackrest",
          i % 120 == 41 ? Phase.BLOCKED : Phase.REPAIRED,
          900,
          "policies backup-gold and backup-lean disagree on retention");
    }
    if (i % 90 > 80) {
      put(name, "chrony", Phase.STALE, 8_040, "the node was last heard 2 h ago");
    }
  }

  private void lab() {
    put("db1.lab", "node-exporter", Phase.OK, 3 * 86_400, "");
    put(
        "db1.lab",
        "zabbix-agent2",
        Phase.FAILED,
        840,
        "port 10050 is taken by another process (pid 811, zabbix_agentd)");
    put("db1.lab", "rsyslog", Phase.REPAIRED, 130, "");
    put(
        "db1.lab",
        "bacula-fd",
        Phase.BLOCKED,
        7_300,
        "policies production-databases and legacy-backup disagree on config.Director");
    put("db1.lab", "postgres-exporter", Phase.APPLYING, 4, "");
    put("db1.lab", "unattended-upgrades", Phase.OK, 86_400 * 9, "unproven");
    put("web1.lab", "node-exporter", Phase.OK, 86_400, "");
  }

  /** Puts an instance whose conditions fit its phase. */
  public void put(String node, String service, Phase phase, long seconds, String message) {
    int good =
        switch (phase) {
          case OK, REPAIRED, STALE, REMOVING -> 6;
          case PENDING -> 0;
          case APPLYING -> 1;
          case FAILED -> 2;
          case BLOCKED -> 0;
          case DEGRADED -> 3;
        };
    List<ConditionView> conditions =
        Stream.iterate(0, i -> i + 1)
            .limit(6)
            .map(i -> condition(i, good, phase, seconds, message))
            .toList();
    var wanted = new StateHash("5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592");
    fleet.put(
        new InstanceView(
            node,
            service,
            phase,
            ago(seconds),
            phase == Phase.APPLYING ? "the node to finish installing the package" : "",
            conditions,
            wanted,
            phase == Phase.BLOCKED ? null : wanted,
            phase == Phase.OK || phase == Phase.REPAIRED ? wanted : null,
            List.of("Policy/production-databases"),
            List.of(
                new Parameter("port", "9100", "default"),
                new Parameter("target", "mon.lab", "Policy/production-databases"),
                new Parameter("collectors", "systemd, textfile", "Bundle/database-baseline"))));
  }

  private ConditionView condition(int i, int good, Phase phase, long seconds, String message) {
    if (message.equals("unproven") && i >= 4) {
      return new ConditionView(TYPES.get(i), "NotApplicable", ago(seconds), "NoRegistration", "");
    }
    if (i < good) {
      return new ConditionView(TYPES.get(i), "True", ago(seconds), "AsWanted", "");
    }
    if (i == good && phase != Phase.APPLYING) {
      return new ConditionView(TYPES.get(i), "False", ago(seconds), "NotAsWanted", message);
    }
    return new ConditionView(TYPES.get(i), "Unknown", ago(seconds), "NotReached", "");
  }

  private void policies() {
    fleet.documents.policy(
        "production-databases",
        "What every production database carries",
        spec("database and environment = production", 100, "require", List.of("database-baseline")),
        ago(7_200));
    fleet.documents.policy(
        "everything", "", spec("all", 0, "require", List.of("baseline")), ago(86_400 * 20));
    fleet.documents.policy(
        "no-agents-on-mail",
        "",
        spec("mail and environment in (production, staging)", 500, "forbid", List.of("apm")),
        ago(86_400 * 2));
    fleet.documents.policy(
        "gpu-metrics", "", spec("gpu = h100", 50, "require", List.of("gpu")), ago(600));
  }

  private static Map<String, Object> spec(
      String selector, int priority, String effect, List<String> bundles) {
    var spec = new java.util.LinkedHashMap<String, Object>();
    spec.put("selector", selector);
    spec.put("priority", priority);
    spec.put("effect", effect);
    spec.put("bundles", bundles);
    spec.put("parameters", Map.of("rsyslog", Map.of("target", "mon.lab", "port", 514)));
    return spec;
  }

  private void backends() {
    fleet.put(
        new BackendView(
            "prometheus-lab",
            "prometheus",
            false,
            "http://mon.lab:9090",
            "",
            "ok",
            ago(86_400 * 4),
            "",
            412,
            408));
    fleet.put(
        new BackendView(
            "prometheus-iad",
            "prometheus",
            false,
            "http://mon.iad1.example:9090",
            "gate.iad1.example",
            "unreachable",
            ago(700),
            "http://mon.iad1.example:9090: through gate.iad1.example: its connector is not connected",
            96,
            0));
    fleet.put(
        new BackendView(
            "zabbix-lab",
            "zabbix",
            true,
            "http://zbx.lab/api_jsonrpc.php",
            "",
            "ok",
            ago(86_400 * 2),
            "",
            204,
            204));
    fleet.put(
        new BackendView("logs", "syslog", false, "", "", "ok", ago(86_400 * 4), "", 310, 310));
  }

  private void exceptions() {
    fleet.exceptions.put(
        new ExceptionView(
            "x-11",
            "kept",
            "closed",
            "web0003.fra1.example",
            "node-exporter",
            "/etc/default/prometheus-node-exporter was changed by somebody else, so it stays",
            List.of(),
            false,
            ago(86_400 * 2),
            ago(86_400),
            "token/admin",
            null));
    fleet.exceptions.put(
        new ExceptionView(
            "x-16",
            "conflict",
            "open",
            "db1.lab",
            "bacula-fd",
            "production-databases and legacy-backup, both of priority 100, disagree on config.Director",
            List.of(
                "Policy/production-databases: bacula-dir.fra1",
                "Policy/legacy-backup: bacula-dir.old"),
            false,
            ago(7_300),
            null,
            null,
            null));
    fleet.exceptions.put(
        new ExceptionView(
            "x-17",
            "brake",
            "open",
            "",
            "rsyslog",
            "24 removals of rsyslog within an hour, the limit is 6: the tag “logging” went from 24 nodes at once",
            Stream.iterate(0, i -> i + 1)
                .limit(24)
                .map(
                    i ->
                        "remove rsyslog from cache%04d.%s.example (purge)"
                            .formatted(i * 4 + 2, SITES.get(i % 3)))
                .toList(),
            true,
            ago(320),
            null,
            null,
            null));
  }

  private void events() {
    String[][] all = {
      {"db1.lab", "zabbix-agent2", "Installed", "zabbix-agent2 7.0.4 was installed"},
      {
        "db1.lab",
        "zabbix-agent2",
        "Configured",
        "/etc/zabbix/zabbix_agent2.conf was written, from 3 parameters"
      },
      {
        "db1.lab",
        "zabbix-agent2",
        "CheckFailed",
        "port 10050 is taken by another process (pid 811, zabbix_agentd)"
      },
      {"db1.lab", "rsyslog", "DriftFound", "rsyslog.service was stopped by somebody else"},
      {
        "db1.lab",
        "rsyslog",
        "Repaired",
        "rsyslog.service was started again, 1.8 s after it was found"
      },
      {
        "database0009.fra1.example",
        "postgres-exporter",
        "Released",
        "a new state was released to the node"
      },
      {"", "", "DocumentChanged", "Policy/production-databases is at revision 3 (token/admin)"},
      {"db1.lab", "postgres-exporter", "Released", "a new state was released to the node"},
    };
    for (int i = 0; i < all.length; i++) {
      fleet.events.add(
          new EventView(
              i + 1, ago((all.length - i) * 130L), all[i][0], all[i][1], all[i][2], all[i][3]));
    }
  }

  /** An open plan: the word is in everything that people write. */
  public void plan(String id, String word, Instant at) {
    var lost = new PlannedNode.Step(word, "removed", "a".repeat(64), "", "purge after PT0S");
    var gained = new PlannedNode.Step("node-exporter", "added", "", "b".repeat(64), "");
    var tags = new TagDelta("user/" + word, List.of(word), List.of("old=" + word));
    List<PlannedNode> planned =
        List.of(
            new PlannedNode("db1.lab", List.of(tags), List.of(lost, gained)),
            new PlannedNode("web1.lab", List.of(), List.of(gained)),
            new PlannedNode(word, List.of(), List.of(lost)));
    var figures = new TreeMap<String, Totals.Counts>();
    figures.put(word, new Totals.Counts(0, 0, 2, 0, 0));
    figures.put("node-exporter", new Totals.Counts(2, 0, 0, 0, 0));
    var plan =
        new PlanView(
            id,
            "open",
            at,
            "token/" + word,
            null,
            List.of(new Summary.DocumentLine("Policy", word, "changed")),
            List.of(),
            0,
            List.of(),
            null,
            new Totals(412, 3, 2, 2, new Totals.Counts(2, 0, 2, 0, 0), figures),
            1,
            new Summary.Asked(3, List.of("nothing asks for " + word + " any more")),
            List.of(new Summary.Caution("matches-nobody", "Policy/" + word, word)),
            null,
            null,
            null);
    Map<String, Object> before = Map.of("kind", "Policy", "spec", Map.of("selector", "web"));
    Map<String, Object> after = Map.of("kind", "Policy", "spec", Map.of("selector", word));
    fleet.plans.put(plan, planned, List.of(new Plans.Rewrite("Policy", word, before, after)));
  }
}

package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a service document can ask for, on a real host; and what a host's owner forbids. */
@Order(35)
class PartsE2E extends OnBareHosts {

  private static final String CONFIGURATION = "/etc/kitward/connector.yaml";

  private static final String FULL =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: full-kit}
      spec:
        accounts:
          - {user: fullkit, home: /srv/fullkit}
        packages:
          - name: prometheus-node-exporter
        directories:
          - {path: /srv/fullkit, owner: root, group: fullkit, mode: "0750"}
          - {path: /srv/fullkit/spool, owner: fullkit, group: fullkit, mode: "2770"}
        files:
          - path: /etc/default/full-kit
            format: shell
            template: |
              ARGS="--web.listen-address=127.0.0.1:9199"
        units:
          - name: full-kit.service
            onChange: restart
            content: |
              [Unit]
              Description=Everything
              [Service]
              User=fullkit
              EnvironmentFile=/etc/default/full-kit
              ExecStart=/usr/bin/prometheus-node-exporter $ARGS
              [Install]
              WantedBy=multi-user.target
            limits: {memory: 200M, tasks: 77}
        hooks:
          after-install:
            - command: [/usr/bin/touch, /srv/installed]
          after-start:
            - command: [/usr/bin/touch, /srv/started]
          before-remove:
            - command: [/bin/rm, -f, /srv/installed, /srv/started]
        checks:
          - {type: unit, unit: full-kit.service}
          - {type: process, name: prometheus-node, user: fullkit}
          - {type: tcp, port: 9199}
          - {type: port-owner, port: 9199, transport: tcp, unit: full-kit.service}
          - {type: http, url: "http://127.0.0.1:9199/", contains: Node Exporter}
          - {type: file-age, path: /etc/default/full-kit, age: 365d}
        probes:
          - {type: metrics, url: "http://127.0.0.1:9199/metrics", metric: node_load1, samples: 100}
          - {type: log, source: full-kit.service, pattern: "Listening on|Started", within: 1h}
          - {type: command, command: [/usr/bin/id, -un], user: fullkit, contains: fullkit}
        offboarding: {contract: purge, grace: 0s}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: full-kit}
      spec: {selector: test = full, priority: 10, effect: require, services: [full-kit]}
      """;

  private static final String HOSTILE =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hostile-path}
      spec:
        files:
          - {path: /etc/cron.d/hostile, format: plain, template: "* * * * * root touch /run/hostile\\n"}
        offboarding: {contract: keep}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hostile-hook}
      spec:
        hooks:
          after-install:
            - command: [/usr/bin/touch, /run/hostile]
        offboarding: {contract: keep}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hostile-unknown}
      spec:
        files:
          - {path: /etc/default/hostile, format: plain, template: "x\\n"}
        offboarding: {contract: keep}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hostile-connector}
      spec:
        files:
          - path: /etc/systemd/system/kitward-connector.service.d/hostile.conf
            format: systemd
            template: |
              [Service]
              ExecStartPre=/usr/bin/touch /run/hostile
        offboarding: {contract: keep}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: hostile}
      spec:
        selector: test = hostile
        priority: 10
        effect: require
        services: [hostile-path, hostile-hook, hostile-unknown, hostile-connector]
      """;

  private final LabHost db1;

  PartsE2E(Stage stage) {
    super(stage);
    this.db1 = stage.mission().db1().host();
  }

  @Test
  void aServiceOfEverythingIsDeployedCheckedInNineWaysAndTakenAway(@TempDir Path folder)
      throws IOException {
    apply(folder, FULL);

    stage.tag("test=full");

    stage.await("full-kit", () -> stage.isHealthy(Stage.DB1, "full-kit"), Stage.DB1);
    assertThat(said("stat", "-c", "%U:%G %a", "/srv/fullkit/spool"))
        .isEqualTo("fullkit:fullkit 2770");
    assertThat(said("stat", "-c", "%U:%G %a", "/srv/fullkit")).isEqualTo("root:fullkit 750");
    assertThat(said("systemctl", "show", "-P", "TasksMax", "full-kit.service")).isEqualTo("77");
    assertThat(db1.run("ls", "/srv/installed", "/srv/started").exit()).isZero();

    stage.strip();

    for (String path :
        List.of(
            "/srv/fullkit",
            "/srv/installed",
            "/srv/started",
            "/etc/default/full-kit",
            "/etc/systemd/system/full-kit.service",
            "/etc/systemd/system/full-kit.service.d",
            "/usr/bin/prometheus-node-exporter")) {
      assertThat(db1.run("test", "-e", path).exit()).as(path).isNotZero();
    }
    assertThat(said("systemctl", "show", "-P", "LoadState", "full-kit.service"))
        .isEqualTo("not-found");
    assertThat(db1.run("getent", "passwd", "fullkit").exit()).as("the account stays").isZero();
    db1.run("userdel", "fullkit");
    stage.await("what stays, said", () -> !exception("kept").isMissingNode(), Stage.DB1);
    String kept = exception("kept").path("id").asString("");
    stage.mission().server().command("exception", "release", kept).orThrow("releasing it");
  }

  @Test
  void whatTheHostsOwnerForbidsIsRefusedAsAWholeAndSaysWhy(@TempDir Path folder)
      throws IOException {
    String before = db1.read(CONFIGURATION);
    try {
      restartWith(
          before
              + """
              limits:
                services: [hostile-path, hostile-hook, hostile-connector]
                paths: [/etc/default, /etc/systemd/system]
                hooks: []
              """);
      apply(folder, HOSTILE);

      stage.tag("test=hostile");

      awaitRefused("hostile-path", "limits.paths do not allow /etc/cron.d/hostile");
      awaitRefused("hostile-hook", "limits.hooks do not allow /usr/bin/touch /run/hostile");
      awaitRefused("hostile-unknown", "limits.services do not allow the service hostile-unknown");
      awaitRefused("hostile-connector", "belongs to the connector or the machine itself");
      for (String path :
          List.of(
              "/etc/cron.d/hostile",
              "/etc/default/hostile",
              "/run/hostile",
              "/etc/systemd/system/kitward-connector.service.d")) {
        assertThat(db1.run("test", "-e", path).exit()).as(path).isNotZero();
      }
      stage.strip(); // what was never touched goes, whatever the limits say
    } finally {
      restartWith(before);
    }
  }

  private void awaitRefused(String service, String reason) {
    stage.await(
        "the refusal of " + service,
        () ->
            stage
                .condition(Stage.DB1, service, "Installed")
                .path("reason")
                .asString("")
                .equals("Refused"),
        Stage.DB1);
    Output described =
        stage.mission().server().command("describe", Stage.DB1 + "/" + service).orThrow("describe");
    assertThat(described.stdout().replaceAll("\\s+", " ")).contains(reason);
  }

  private void restartWith(String configuration) {
    db1.write(CONFIGURATION, configuration, "0644");
    db1.run("systemctl", "restart", "kitward-connector").orThrow("restarting the connector");
    stage.await("the connector", () -> stage.isConnected(Stage.DB1), Stage.DB1);
  }

  private void apply(Path folder, String documents) throws IOException {
    Path file = folder.resolve("documents.yaml");
    Files.writeString(file, documents);
    stage.mission().server().command("apply", "-f", file.toString()).orThrow("applying documents");
  }

  private String said(String... command) {
    return db1.run(command).orThrow(String.join(" ", command)).stdout().strip();
  }
}

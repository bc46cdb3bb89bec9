package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The connector's own next version: forward, back from two broken ones, and two that are refused.
 */
@Order(95)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class UpgradeE2E {

  private static final String NODE = Stage.WEB1;
  private static final String FOLDER = "/var/lib/kitward-connector/upgrade";

  private final Stage stage;
  private LabHost web1;
  private ConnectorBuild build;

  UpgradeE2E(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void impatientNode() {
    stage.servers();
    web1 = stage.mission().web1().host();
    build = new ConnectorBuild(stage.mission().lab().home(), stage.mission().packages());
    web1.run(
            "sh",
            "-euc",
            "echo 'upgrade: {return-after: 25}' >>/etc/kitward/connector.yaml; systemctl restart kitward-connector")
        .orThrow("making web1 impatient");
    stage.await("web1's session", () -> stage.isConnected(NODE), NODE);
  }

  @AfterAll
  void asBefore() throws IOException {
    build.offerNothing();
    Path deb = Mission.connectorPackage(stage.mission().lab().home());
    web1.copy(deb, "/root/before.deb");
    web1.run(
            "sh",
            "-euc",
            "sed -i /^upgrade:/d /etc/kitward/connector.yaml; dpkg --force-downgrade -i /root/before.deb; rm /root/before.deb")
        .orThrow("putting the first version back");
    stage.await("web1's session", () -> version().equals("0.1.0"), NODE);
  }

  @Test
  @Order(1)
  void aSignedVersionIsInstalledAndReachesTheServer() throws IOException {
    build.whole("0.1.1");

    build.offer("0.1.1", "nodes: [web1.lab]");

    stage.await("version 0.1.1 on web1", () -> version().equals("0.1.1"), NODE);
    stage.await("the event of it", () -> told("upgraded", "connector 0.1.1"), NODE);
    assertThat(installed()).isEqualTo("install ok installed 0.1.1");
    assertNothingIsLeft();
  }

  @Test
  @Order(2)
  void aVersionThatEndsAtItsStartIsTakenBack() throws IOException {
    build.broken("0.1.2", "exit 1");

    build.offer("0.1.2", "percent: 100");

    awaitReturnFrom("0.1.2");
  }

  @Test
  @Order(3)
  void aVersionThatNeverReachesTheServerIsTakenBack() throws IOException {
    build.broken("0.1.3", "exec sleep infinity");

    build.offer("0.1.3", "percent: 100");

    awaitReturnFrom("0.1.3");
  }

  @Test
  @Order(4)
  void aVersionWithTheSignatureOfAnotherIsRefused() throws IOException {
    build.broken("0.1.4", "exit 1");
    build.signatureOf("0.1.4", "0.1.3");

    build.offer("0.1.4", "percent: 100");

    stage.await("the refusal", () -> told("refused", "connector 0.1.4: its signature"), NODE);
    assertThat(installed()).isEqualTo("install ok installed 0.1.1");
    assertNothingIsLeft();
  }

  @Test
  @Order(5)
  void anEarlierVersionIsRefusedAlthoughItIsSigned() throws IOException {
    build.broken("0.0.9", "exit 1");

    build.offer("0.0.9", "percent: 100");

    stage.await("the refusal", () -> told("refused", "0.0.9 is not later than 0.1.1"), NODE);
    assertThat(installed()).isEqualTo("install ok installed 0.1.1");
  }

  private void awaitReturnFrom(String broken) {
    stage.await(
        "the return from " + broken,
        () -> told("returned", "connector " + broken) && stage.isConnected(NODE),
        NODE);
    assertThat(version()).isEqualTo("0.1.1");
    assertThat(installed()).isEqualTo("install ok installed 0.1.1");
    assertThat(web1.run("dpkg", "--audit").stdout()).isEmpty();
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    stage.await(
        "the end of the guarding unit",
        () ->
            web1.run("test", "-e", "/etc/systemd/system/kitward-connector-upgrade.service").exit()
                == 1,
        NODE);
    List<String> left =
        web1.run("sh", "-c", "ls " + FOLDER + " 2>/dev/null || true").stdout().lines().toList();
    assertThat(List.of("former.deb", "from", "reason", "run", "outcome")).containsAll(left);
  }

  private String version() {
    return stage.api().get("/v1/nodes/" + NODE).path("connectorVersion").asString("");
  }

  private String installed() {
    return web1.run("dpkg-query", "-W", "-f=${Status} ${Version}", "kitward-connector").stdout();
  }

  private boolean told(String kind, String words) {
    return Timeline.since(stage.api(), NODE, 0).events().stream()
        .anyMatch(event -> event.kind().equals(kind) && event.message().contains(words));
  }

  /** Packages of the connector in the server's folder. */
  private record ConnectorBuild(Path home, Path packages) {

    void whole(String version) throws IOException {
      var builder = new ProcessBuilder("sh", home.resolve("connector/package.sh").toString());
      builder.environment().put("KITWARD_VERSION", version);
      String deb =
          Commands.run(builder, Stage.LIMIT)
              .orThrow("building the connector")
              .stdout()
              .lines()
              .reduce("", (_, last) -> last);
      for (String name : List.of(deb, deb + ".sig")) {
        Files.copy(
            Path.of(name),
            packages.resolve(Path.of(name).getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
      readable();
    }

    /** A version whose program does something else; well signed. */
    void broken(String version, String program) {
      String make =
          """
          target=$1/connector/target version=$2 program=$3 packages=$4
          stage=$(mktemp -d)
          cp -a "$target/package/DEBIAN" "$target/package/lib" "$stage/"
          mkdir -p "$stage/usr/lib/kitward-connector"
          printf '#!/bin/sh\\n%s\\n' "$program" >"$stage/usr/lib/kitward-connector/kitward-connector"
          chmod 755 "$stage" "$stage/usr/lib/kitward-connector/kitward-connector"
          sed -i "s/^Version:.*/Version: $version/" "$stage/DEBIAN/control"
          deb=$packages/kitward-connector_${version}_amd64.deb
          dpkg-deb --build --root-owner-group -Zgzip "$stage" "$deb" >/dev/null
          printf 'kitward-connector\\n%s\\n%s\\n' "$version" "$(sha256sum "$deb" | cut -d' ' -f1)" >"$stage.signed"
          openssl pkeyutl -sign -rawin -inkey "$target/signing-key.pem" -in "$stage.signed" -out "$deb.sig"
          rm -r "$stage" "$stage.signed"
          """;
      Commands.run(
              new ProcessBuilder(
                  "sh", "-euc", make, "sh", home.toString(), version, program, packages.toString()),
              Stage.LIMIT)
          .orThrow("building a broken connector");
      readable();
    }

    void signatureOf(String version, String other) throws IOException {
      Files.copy(
          packages.resolve("kitward-connector_" + other + "_amd64.deb.sig"),
          packages.resolve("kitward-connector_" + version + "_amd64.deb.sig"),
          StandardCopyOption.REPLACE_EXISTING);
      readable();
    }

    void offer(String version, String stage) throws IOException {
      Files.writeString(
          packages.resolve("offer.yaml"), "version: " + version + "\n" + stage + "\n");
      readable();
    }

    void offerNothing() throws IOException {
      Files.deleteIfExists(packages.resolve("offer.yaml"));
    }

    private void readable() {
      Commands.run(new ProcessBuilder("chmod", "-R", "a+rX", packages.toString()), Stage.LIMIT)
          .orThrow("making the packages readable");
    }
  }
}

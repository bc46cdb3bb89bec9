package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A Kitward server of its own for nodes of two Puppet CAs, whose certificate is of neither: the
 * module is told its CA.
 */
@Order(17)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class TwoPuppetCasE2E {

  private static final Duration CUT_OFF = Duration.ofSeconds(10);

  private final Stage stage;
  private final Lab lab;
  private final PuppetServer first;
  private PuppetServer second;
  private KitwardServer server;
  private ServerApi api;

  TwoPuppetCasE2E(Stage stage) {
    this.stage = stage;
    this.lab = stage.mission().lab();
    this.first = stage.mission().puppet();
  }

  @BeforeAll
  void open() throws IOException {
    second = PuppetServer.start(lab, "puppet2");
    Path handover =
        Files.createDirectories(Path.of("/var/tmp/kitward-" + Room.TEST.id() + "-two-handover"));
    Files.setPosixFilePermissions(handover, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path hosts =
        readable(
            handover.resolve("hosts"),
            "127.0.0.1 localhost\n"
                + first.host().address()
                + " puppet.lab\n"
                + second.host().address()
                + " puppet2.lab\n");
    int offset = stage.mission().server().nodePort() + 50;
    server =
        KitwardServer.start(
            lab.home(),
            new ServerPlace(
                Path.of("/var/tmp/kitward-" + Room.TEST.id() + "-two"), offset + 4_000, offset),
            Mission.KITWARD,
            List.of(
                "--node.certificate=kitward",
                "--puppet.url=https://puppet.lab:8140",
                "--puppet.ca-file=" + readable(handover.resolve("one.pem"), ca(first)),
                "--puppet.vouchers=puppet.lab",
                "--puppet.others.muc.url=https://puppet2.lab:8140",
                "--puppet.others.muc.ca-file=" + readable(handover.resolve("two.pem"), ca(second)),
                "--puppet.others.muc.vouchers=puppet2.lab"),
            Optional.of(hosts));
    api = ServerApi.of(server);
    first.writeData("puppet.lab", data());
    first.vouch();
    second.writeData(data());
    second.vouch();
    second.writeManifest(manifest("of-two"));
  }

  @AfterAll
  void close() {
    first.writeData("puppet.lab", "{}\n");
    first.writeData(Stage.WEB1, "{}\n");
    stage.mission().puppetCode("site-without-database.pp");
    api.close();
    server.close();
    second.host().powerOff();
  }

  private static Path readable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private static String ca(PuppetServer puppet) {
    return puppet.host().read("/etc/puppet/puppetserver/ca/ca_crt.pem");
  }

  /** Where this server is, and by which CA it is known. */
  private String data() throws IOException {
    return "kitward::server: "
        + Mission.KITWARD
        + "\nkitward::node_port: "
        + server.nodePort()
        + "\nkitward::ca: |\n"
        + Files.readString(server.ca()).indent(2);
  }

  private static String manifest(String tag) {
    return "node default { class { 'kitward': manage_connector => false } kitward::tag('"
        + tag
        + "') }\n";
  }

  private List<String> tags(String certname) {
    ServerApi.Answer answer = api.send("GET", "/v1/nodes/" + certname + "/tags", "", "");
    return answer
        .json()
        .path("items")
        .valueStream()
        .map(
            tag ->
                tag.path("source").asString("")
                    + " "
                    + tag.path("tag").asString("")
                    + " "
                    + tag.path("trust").asString(""))
        .toList();
  }

  @Test
  void nodesOfBothCasAreVouchedForOneNameUnderTwoIsAConflictAndEachCrlIsFollowed()
      throws IOException {
    LabHost n5 = lab.host("n5", PuppetAgent.LAYER);
    PuppetAgent ofTwo = PuppetAgent.on(n5, "n5.lab", "puppet2.lab");
    ofTwo.run().orThrow();
    assertThat(tags("n5.lab")).containsExactly("puppet of-two vouched");

    first.writeData(Stage.WEB1, data());
    first.writeManifest(manifest("of-one"));
    stage.mission().web1().run().orThrow();
    assertThat(tags(Stage.WEB1)).containsExactly("puppet of-one vouched");

    // The same name, of the other CA.
    LabHost n6 = lab.host("n6", PuppetAgent.LAYER);
    PuppetRun stranger = PuppetAgent.on(n6, Stage.WEB1, "puppet2.lab").run();
    assertThat(stranger.exit()).isIn(4, 6);
    assertThat(stranger.output()).contains("does not speak for the node");
    assertThat(tags(Stage.WEB1)).containsExactly("puppet of-one vouched");
    JsonNode conflict = api.get("/v1/exceptions?state=open").path("items").path(0);
    assertThat(conflict.path("kind").asString("")).isEqualTo("identity");
    assertThat(conflict.path("message").asString(""))
        .contains("web1.lab is bound to the CA")
        .contains("kitward node link web1.lab");

    // A certificate that the second CA takes back is cut off.
    n5.write("/root/kitward.pem", Files.readString(server.ca()), "0644");
    NodeClient client = NodeClient.of(n5, server.nodePort(), "/root/kitward.pem");
    assertThat(client.ask("GET", "/v1/nodes/self/declaration", "").status()).isEqualTo(200);
    second.clean("n5.lab");
    Awaitility.await("n5 is refused")
        .atMost(CUT_OFF)
        .until(() -> client.ask("GET", "/v1/nodes/self/declaration", "").status() == 0);
    n5.powerOff();
    n6.powerOff();
  }

  @Test
  void aServerThatNobodyVouchesForIsNotSpokenTo() throws IOException {
    first.writeData(
        Stage.WEB1,
        "kitward::server: kitward.lab\nkitward::node_port: " + server.nodePort() + "\n");
    first.writeManifest(manifest("secret-plan"));

    PuppetRun run = stage.mission().web1().run("--debug");

    assertThat(run.exit()).isIn(4, 6);
    assertThat(run.output()).contains("isn't trusted").contains("certificate verify failed");
    assertThat(NodeRequests.of(run)).isEmpty();
  }
}

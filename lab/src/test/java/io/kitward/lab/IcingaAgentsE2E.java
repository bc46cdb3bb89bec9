package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Icinga 2 with agents of its own: two servers get a tag, and there are their zones, endpoints and
 * certificates, and checks that they run themselves, with no hand on the Icinga.
 */
@Order(76)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class IcingaAgentsE2E {

  private static final String SOURCE = "user/agents";
  private static final String AGENT = "icinga2-agent";
  private static final String ZONES = "icinga-agents";
  private static final String ICI = "ici.lab";
  private static final List<String> NODES = List.of(Stage.DB1, Stage.WEB1);
  private static final List<String> CONSOLES = List.of("icinga-zones", "icinga-checks");

  private static final Pattern CONFIRMATION = Pattern.compile("--confirm=([0-9]+)");

  private final Stage stage;
  private IcingaServer icinga;
  private IcingaPeople people;
  private String strangers = "";

  IcingaAgentsE2E(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void consoles(@TempDir Path folder) throws IOException {
    stage.servers();
    icinga = IcingaServer.start(stage.mission().lab());
    people = new IcingaPeople(icinga);
    stage.enrolled(PuppetAgent.on(icinga.host()));
    strangers = people.strangers();
    stage.secret("icinga-password", IcingaServer.PASSWORD);
    stage.secret("icinga-ca", icinga.ca());
    request("stranger.lab");
    request(Stage.DB1);
    String text =
        Files.readString(stage.mission().lab().home().resolve("lab/scenario/icinga-agents.yaml"))
            .replace("ICINGA_CA", "|\n" + icinga.ca().indent(4).stripTrailing());
    Path file = Files.writeString(folder.resolve("icinga-agents.yaml"), text);
    var _ =
        stage
            .mission()
            .server()
            .command("apply", "-f", file.toString())
            .orThrow("applying the consoles");
    stage.await(ZONES, () -> stage.isWell(ICI, ZONES), ICI);
  }

  /** Somebody asks Icinga for a certificate in this name, with a key of their own. */
  private void request(String name) {
    icinga
        .host()
        .run(
            "sh",
            "-euc",
            """
            folder=/var/lib/icinga2/stranger-$1
            install -d -o nagios -g nagios -m 0700 "$folder"
            cd "$folder"
            icinga2 pki new-cert --cn "$1" --key key --cert crt
            icinga2 pki save-cert --host ici.lab --port 5665 --key key --cert crt --trustedcert parent
            icinga2 pki request --host ici.lab --port 5665 --trustedcert parent --ca ca --key key --cert crt
            """,
            "sh",
            name)
        .orThrow("a request in the name " + name);
  }

  @AfterAll
  void asBefore() {
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of()));
    List.of("Policy/by-agent", "Backend/icinga-checks", "Backend/icinga-zones")
        .forEach(this::delete);
    for (String name : List.of("stranger.lab", Stage.DB1)) {
      icinga.host().run("rm", "-rf", "/var/lib/icinga2/stranger-" + name);
    }
  }

  /** A deletion that takes a service away is to be confirmed with its figure. */
  private void delete(String document) {
    String path = "/v1/documents/" + document;
    ServerApi.Answer answer = stage.api().send("DELETE", path, "", "");
    Matcher figure = CONFIRMATION.matcher(answer.body());
    if (answer.status() != 404 && figure.find()) {
      var _ = stage.api().send("DELETE", path + "?confirm=" + figure.group(1), "", "").orThrow();
    }
  }

  @Test
  @Order(1)
  void aTagAloneMakesAgentsWithZonesCertificatesAndChecksThatTheyRun() {
    String process = process();
    Instant tagged = Instant.now();
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of("by-agent")));

    NODES.forEach(node -> stage.await("the agent on " + node, () -> isProven(node), node));

    System.out.println(
        "agents are registered and proven after "
            + Duration.between(tagged, Instant.now()).toSeconds()
            + " s");
    for (String node : NODES) {
      System.out.println(events(node));
      JsonNode endpoint = people.attributes("/v1/objects/endpoints/" + node);
      assertThat(endpoint.path("connected").asBoolean(false)).isTrue();
      assertThat(people.attributes("/v1/objects/zones/" + node).path("parent").asString(""))
          .isEqualTo(ICI);
      JsonNode service = people.attributes(OnIcinga.SERVICE + node + "!" + AGENT);
      assertThat(service.path("last_check_result").path("check_source").asString(""))
          .isEqualTo(node);
      assertThat(issuer(node)).contains("Icinga CA");
    }
    assertThat(process()).as("Icinga was reloaded and not restarted").isEqualTo(process);
  }

  private boolean isProven(String node) {
    return isTrue(node, "Registered") && isTrue(node, "Proven");
  }

  private boolean isTrue(String node, String condition) {
    return stage.condition(node, AGENT, condition).path("status").asString("").equals("True");
  }

  private String process() {
    return icinga
        .host()
        .run("systemctl", "show", "-p", "MainPID", "icinga2")
        .orThrow("Icinga's process")
        .stdout();
  }

  private String issuer(String node) {
    return host(node)
        .run(
            "openssl",
            "x509",
            "-noout",
            "-issuer",
            "-in",
            "/var/lib/icinga2/certs/" + node + ".crt")
        .stdout();
  }

  private LabHost host(String node) {
    return node.equals(Stage.DB1) ? stage.mission().db1().host() : stage.mission().web1().host();
  }

  /** What the node's events say of the consoles. */
  private String events(String node) {
    return String.join(
        "\n",
        stage
            .api()
            .get("/v1/nodes/" + node + "/events?limit=1000")
            .path("items")
            .valueStream()
            .filter(event -> event.path("service").asString("").equals(AGENT))
            .filter(
                event -> CONSOLES.stream().anyMatch(event.path("message").asString("")::contains))
            .map(event -> event.path("at").asString("") + " " + event.path("message").asString(""))
            .toList());
  }

  @Test
  @Order(2)
  void nobodyElseGetsACertificateInTheNameOfAMemberOrAnother() {
    String unsigned = icinga.host().run("icinga2", "ca", "list").orThrow("the requests").stdout();

    assertThat(unsigned.lines().filter(line -> line.contains("CN = ")))
        .hasSize(2)
        .anyMatch(line -> line.endsWith("CN = stranger.lab"))
        .anyMatch(line -> line.endsWith("CN = db1.lab"));
  }

  @Test
  @Order(3)
  void anAgentWithANewKeyGetsAnotherCertificate() {
    host(Stage.WEB1)
        .run(
            "sh",
            "-euc",
            """
            cd /var/lib/icinga2/certs
            rm web1.lab.key web1.lab.crt
            setpriv --reuid=nagios --regid=nagios --clear-groups icinga2 pki new-cert --cn web1.lab --key web1.lab.key --cert web1.lab.crt
            systemctl restart icinga2
            """)
        .orThrow("another key");
    assertThat(issuer(Stage.WEB1)).doesNotContain("Icinga CA");

    stage.await(
        "the other certificate", () -> issuer(Stage.WEB1).contains("Icinga CA"), Stage.WEB1);
    stage.await(
        "its connection",
        () ->
            holds(
                () ->
                    people
                        .attributes("/v1/objects/endpoints/" + Stage.WEB1)
                        .path("connected")
                        .asBoolean(false)),
        Stage.WEB1);
  }

  @Test
  @Order(4)
  void theTagGoneZonesEndpointsAndChecksGoAndWhatIsOthersIsAsBefore() {
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of()));

    NODES.forEach(
        node ->
            stage.await(
                "the end of " + node + " in Icinga", () -> holds(() -> isGone(node)), node));
    assertThat(people.names("services", "").stream().filter(name -> name.endsWith("!" + AGENT)))
        .isEmpty();

    asBefore();
    stage.await(
        "the end of " + ZONES,
        () ->
            stage.mission().instances(ICI).isEmpty()
                && holds(() -> people.names("endpoints", "").equals(List.of(ICI))),
        ICI);
    assertThat(people.strangers()).isEqualTo(strangers);
  }

  private boolean isGone(String node) {
    return people.names("endpoints", "").contains(ICI)
        && List.of("endpoints", "zones", "hosts").stream()
            .allMatch(kind -> people.names(kind, node).isEmpty());
  }

  /** Whether Icinga says so; while it is reloaded it says nothing. */
  private static boolean holds(BooleanSupplier said) {
    try {
      return said.getAsBoolean();
    } catch (LabException reload) {
      return false;
    }
  }
}

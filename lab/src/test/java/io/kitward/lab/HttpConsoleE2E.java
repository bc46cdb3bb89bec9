package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.HttpConsole;
import io.kitward.policy.NodeView;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.selector.Tag;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Known;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.HostDifference.Verdict;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.http.HttpDriver;
import io.kitward.server.desired.WantedHost;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A console that Kitward has no driver for, connected by the documents that docs/guides prints:
 * Debian's Pushgateway, and a machine that pushes to it. What stands on one test's end begins the
 * next.
 */
@Order(72)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class HttpConsoleE2E {

  private static final String JOB = "kitward";
  private static final String NODE = "n9.lab";
  private static final String QUIET = "quiet.lab";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Conduct MEND = new Conduct(Drift.MEND, Leaving.DELETE);
  private static final Conduct RESPECT = new Conduct(Drift.RESPECT, Leaving.DELETE);

  private final Pushgateway gateway;
  private final LabHost machine;
  private final DocumentSet documents;
  private final BackendDocument backend;
  private final HttpDriver driver;
  private final WantedHost node = host(NODE, "environment", "production");
  private final WantedHost quiet = host(QUIET, "environment", "production");
  private JsonNode ofPeople = MissingNode.getInstance();

  HttpConsoleE2E(Lab lab) throws IOException, ConsoleException {
    this.gateway = Pushgateway.start(lab);
    this.machine = lab.host("n9", Pushgateway.LAYER);
    this.documents = documents(Files.readString(lab.home().resolve("docs/guides/any-console.md")));
    this.backend = documents.backends().getFirst();
    this.driver = driver(Pushgateway.PASSWORD, LIMIT, Duration.ZERO);
  }

  /** The guide's documents, with the addresses of the lab. */
  private DocumentSet documents(String guide) {
    String text =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .map(block -> "---\n" + block.group(1))
            .collect(Collectors.joining())
            .replace("push.example.com", gateway.address());
    Documents.Parsed parsed = Documents.parse("any-console.md", text);
    assertThat(parsed.problems()).isEmpty();
    return DocumentSet.ofParsed(parsed.documents());
  }

  private HttpDriver driver(String password, Duration limit, Duration later)
      throws ConsoleException {
    HttpConsole console = Optional.ofNullable(backend.requests()).orElseThrow();
    BackendDocument.Login login = Optional.ofNullable(backend.login()).orElseThrow();
    return HttpDriver.open(
        new ConsoleAccess(
            backend.name(),
            URI.create(String.valueOf(backend.url())),
            login.user(),
            "secret:pushgateway@1",
            login.ca(),
            _ -> password),
        console,
        limit,
        () -> Instant.now().plus(later));
  }

  private static WantedHost host(String name, String tag, String value) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    UUID instance = UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8));
    return new WantedHost(
        id,
        name,
        "192.0.2.7",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(Map.of(tag, value)),
        new TreeMap<>(),
        new TreeMap<>(Map.of("machine-alive", new WantedHost.Service(instance, new TreeMap<>()))));
  }

  private static UUID instance(WantedHost host) {
    return host.instances().iterator().next();
  }

  private Verdict decide(Conduct conduct, WantedHost wanted, Optional<WantedHost> applied)
      throws Exception {
    return decide(conduct, Optional.of(wanted), applied, driver.observe(List.of(wanted)));
  }

  private Verdict decide(
      Conduct conduct,
      Optional<WantedHost> wanted,
      Optional<WantedHost> applied,
      List<SeenHost> seen) {
    return new HostDifference(driver, conduct).of(new Known(wanted, applied, ""), seen);
  }

  private void carryOut(Verdict verdict) throws Exception {
    assertThat(verdict.obstacle()).isEmpty();
    assertThat(driver.apply(verdict.changes())).isEmpty();
  }

  private String label(String instance, String name) {
    return gateway
        .group(JOB, instance)
        .map(group -> group.at("/kitward_host/metrics/0/labels/" + name).asString(""))
        .orElse("");
  }

  @BeforeAll
  void whatPeopleHaveThere() {
    gateway.push("backup", "db.lab", "backup_ok{by=\"them\"} 1");
    gateway.push(JOB, "taken.lab", "kitward_host{owner=\"them\"} 1");
    ofPeople = peoples();
  }

  @AfterAll
  void gone() {
    machine.run("systemctl", "disable", "--now", "machine-alive").orThrow("ending the pushes");
    gateway.stop();
  }

  private JsonNode peoples() {
    return JsonMapper.shared()
        .valueToTree(
            List.of(
                gateway.group("backup", "db.lab").orElseThrow(),
                gateway.group(JOB, "taken.lab").orElseThrow()));
  }

  @Test
  @Order(1)
  void hostsAreRegisteredAndLookedAtAgainWithoutAWrite() throws Exception {
    for (WantedHost host : List.of(node, quiet)) {
      Verdict verdict = decide(MEND, host, Optional.empty());
      assertThat(verdict.changes()).containsExactly(new HostChange.Create(host));
      carryOut(verdict);
      assertThat(label(host.name(), "node")).isEqualTo(host.node().toString());
      assertThat(label(host.name(), "environment")).isEqualTo("production");
    }
    Set<JsonNode> before = gateway.groups();
    assertThat(driver.observe())
        .extracting(SeenHost::name)
        .containsExactlyInAnyOrder(NODE, QUIET, "taken.lab");
    for (WantedHost host : List.of(node, quiet)) {
      assertThat(decide(MEND, host, Optional.of(host)))
          .isEqualTo(new Verdict(List.of(), List.of(), ""));
      // A server that died before it could keep what it did finds it done.
      assertThat(decide(MEND, host, Optional.empty()).changes()).isEmpty();
    }
    assertThat(gateway.groups()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void aChangedTagChangesTheRecordAndNoValueBreaksOutOfIt() throws Exception {
    for (String value : List.of("staging", "x\"} 2 # {a=\"\\", "{{node}}", "ü € %2F ..")) {
      WantedHost changed = host(NODE, "environment", value);
      Verdict verdict = decide(MEND, changed, Optional.of(node));
      assertThat(verdict.changes()).singleElement().isInstanceOf(HostChange.Update.class);
      carryOut(verdict);
      assertThat(label(NODE, "environment")).isEqualTo(value);
      assertThat(decide(MEND, changed, Optional.of(changed)).changes()).isEmpty();
    }
    Verdict unfit = decide(MEND, host(NODE, "environment", "x\n} 1"), Optional.of(node));
    assertThat(unfit.changes()).isEmpty();
    assertThat(unfit.obstacle()).contains("in the body", "U+000A");
    WantedHost last = host(NODE, "environment", "ü € %2F ..");
    carryOut(decide(MEND, node, Optional.of(last)));
    assertThat(label(NODE, "environment")).isEqualTo("production");
  }

  @Test
  @Order(3)
  void whatAPersonChangesIsPutBackOrRespected() throws Exception {
    gateway.push(
        JOB,
        QUIET,
        "kitward_host{node=\"%s\",address=\"192.0.2.7\",digest=\"theirs\"} 1"
            .formatted(quiet.node()));
    Verdict respected = decide(RESPECT, quiet, Optional.of(quiet));
    assertThat(respected.changes()).isEmpty();
    assertThat(respected.drift()).containsExactly("label digest was changed");
    Verdict mended = decide(MEND, quiet, Optional.of(quiet));
    assertThat(mended.drift()).containsExactly("label digest was changed");
    carryOut(mended);
    assertThat(label(QUIET, "environment")).isEqualTo("production");
  }

  @Test
  @Order(4)
  void whatAPersonDeletesComesBackOrIsRespected() throws Exception {
    gateway.delete(JOB, QUIET);
    assertThat(decide(RESPECT, quiet, Optional.of(quiet)).obstacle())
        .contains("a person deleted the host");
    Verdict verdict = decide(MEND, quiet, Optional.of(quiet));
    assertThat(verdict.drift()).containsExactly("the host was deleted in the console");
    carryOut(verdict);
    assertThat(label(QUIET, "node")).isEqualTo(quiet.node().toString());
  }

  @Test
  @Order(5)
  void aHostOfPeopleIsLeftAlone() throws Exception {
    Verdict verdict = decide(MEND, host("taken.lab", "environment", "x"), Optional.empty());
    assertThat(verdict.changes()).isEmpty();
    assertThat(verdict.obstacle()).contains("was not made by Kitward");
    assertThat(peoples()).isEqualTo(ofPeople);
  }

  @Test
  @Order(6)
  void dataOfTheMachineProveItAndOldOrBadDataDoNot() throws Exception {
    assertThat(driver.prove(List.of(node, quiet)))
        .isEqualTo(
            Map.of(
                instance(node), new Sighting.Target("", Optional.empty()),
                instance(quiet), new Sighting.Target("", Optional.empty())));
    machineAlive();
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> proof(driver).value().filter(sample -> sample.value() == 1.0).isPresent());
    assertThat(proof(driver).lastError()).isEmpty();
    assertThat(proof(driver).value())
        .hasValueSatisfying(
            sample ->
                assertThat(sample.at())
                    .isBetween(Instant.now().minus(LIMIT), Instant.now().plusSeconds(1)));

    machine.run("systemctl", "stop", "machine-alive").orThrow("stopping");
    Sighting.Target old = proof(driver(Pushgateway.PASSWORD, LIMIT, Duration.ofMinutes(3)));
    assertThat(old.lastError()).contains("its newest data are of", "older than 120 s");
    assertThat(old.value()).hasValueSatisfying(it -> assertThat(it.value()).isEqualTo(0.0));

    gateway.push(JOB, NODE, "machine_alive 0");
    assertThat(proof(driver).lastError())
        .isEqualTo("/machine_alive/metrics/0/value is 0, and good is 1");
  }

  private Sighting.Target proof(HttpDriver by) throws Exception {
    return Objects.requireNonNull(by.prove(List.of(node, quiet)).get(instance(node)));
  }

  /** The machine's part, as the guide's service says it. */
  private void machineAlive() {
    DesiredInstance service =
        Resolution.resolve(
                new NodeView(
                    NODE,
                    List.of(new SourcedTag(Tag.parse("alive"), "puppet")),
                    Map.of("os.family", "Debian")),
                documents,
                new Site("https://kitward.lab:8443", ""),
                Instant.now())
            .instances()
            .getFirst();
    assertThat(service.registration()).containsKey(backend.registersAs());
    service
        .files()
        .forEach(
            file ->
                machine.write(
                    file.path(),
                    file.content()
                        .replaceAll(
                            Pattern.quote("${secret:pushgateway-machines@1") + "[^}]*}",
                            Pushgateway.MACHINES),
                    file.mode()));
    machine.run("systemctl", "daemon-reload").orThrow("reading the units");
    machine.run("systemctl", "enable", "--now", "machine-alive").orThrow("starting");
  }

  @Test
  @Order(7)
  void whatIsNotWantedGoesAndDataAloneBringNothingBack() throws Exception {
    Verdict verdict =
        decide(MEND, Optional.empty(), Optional.of(node), driver.observe(List.of(node)));
    assertThat(verdict.changes()).singleElement().isInstanceOf(HostChange.Remove.class);
    carryOut(verdict);
    carryOut(verdict);
    // The Pushgateway deletes after it has answered.
    Awaitility.await().atMost(LIMIT).until(() -> gateway.group(JOB, NODE).isEmpty());
    assertThat(driver.observe(List.of(node))).isEmpty();
    gateway.push(JOB, NODE, "machine_alive 1");
    assertThat(driver.observe(List.of(node))).isEmpty();
    assertThat(driver.prove(List.of(node))).isEmpty();
    carryOut(decide(MEND, node, Optional.empty()));
    assertThat(driver.prove(List.of(node))).containsKey(instance(node));
    assertThat(peoples()).isEqualTo(ofPeople);
  }

  @Test
  @Order(8)
  void aConsoleThatRefusesOneRecordSaysWhyAndTakesTheOthers() throws Exception {
    WantedHost odd = host("a/b.lab", "environment", "x");
    WantedHost fine = host("fine.lab", "environment", "x");
    assertThat(driver.apply(List.of(new HostChange.Create(odd), new HostChange.Create(fine))))
        .hasSize(1)
        .hasEntrySatisfying(
            new HostChange.Create(odd),
            words ->
                assertThat(words)
                    .startsWith("create: POST http://")
                    .contains("answers with status 400: ", "odd number of components"));
    assertThat(label("fine.lab", "node")).isEqualTo(fine.node().toString());
  }

  @Test
  @Order(9)
  void aWrongPasswordIsSaidWithoutIt() throws Exception {
    HttpDriver stranger = driver("not-the-password", LIMIT, Duration.ZERO);
    assertThatThrownBy(stranger::observe)
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("observe: GET http://")
        .hasMessageContaining("answers with status 401")
        .hasMessageNotContaining("not-the-password");
    assertThatThrownBy(() -> stranger.apply(List.of(new HostChange.Create(node))))
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("create: ");
  }

  @Test
  @Order(10)
  void aConsoleThatHangsIsNotWaitedForLong() throws Exception {
    gateway.freeze();
    try {
      assertThatThrownBy(
              driver(Pushgateway.PASSWORD, Duration.ofSeconds(1), Duration.ZERO)::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("answer within 1.0 s");
    } finally {
      gateway.thaw();
    }
    assertThat(driver.observe(List.of(quiet))).hasSize(1);
  }

  @Test
  @Order(11)
  void aConsoleThatIsAwayIsSaidAndNothingIsWrittenWhenItIsBack() throws Exception {
    gateway.stop();
    assertThatThrownBy(driver::observe)
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("connection refused");
    gateway.again();
    assertThat(decide(MEND, quiet, Optional.of(quiet)))
        .isEqualTo(new Verdict(List.of(), List.of(), ""));
  }
}

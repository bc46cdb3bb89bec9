package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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
 * A Bacula director: from a tag alone it knows two servers by keys of their own, has run a job on
 * each, and what a person configured in it stays whole.
 */
@Order(76)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class BaculaE2E {

  private static final String SOURCE = "user/bacula";
  private static final String AGENT = "bacula-fd";
  private static final String HOSTS = "bacula-hosts";
  private static final String DIRECTOR = "bac.lab";
  private static final String MAIN = "/etc/bacula/bacula-dir.conf";
  private static final String OURS = "/etc/bacula/kitward.conf";
  private static final String AGENTS = "/etc/bacula/bacula-fd.conf";
  private static final List<String> NODES = List.of(Stage.DB1, Stage.WEB1);

  private final Stage stage;
  private BaculaServer bacula;
  private String before = "";
  private String process = "";

  /** Keys that nobody but the agent and the director may ever see. */
  private final List<String> keys = new ArrayList<>();

  BaculaE2E(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void director(@TempDir Path folder) throws IOException {
    stage.servers();
    bacula = BaculaServer.start(stage.mission().lab());
    before = persons();
    process = bacula.process();
    stage.enrolled(PuppetAgent.on(bacula.host()));
    apply(folder, "DefaultJob");
    stage.await("the director's service", () -> stage.isWell(DIRECTOR, HOSTS), DIRECTOR);
  }

  @AfterAll
  void asBefore() {
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of()));
    for (String document :
        List.of("Policy/another-director", "Policy/backed-up", "Backend/bacula-lab")) {
      var _ = stage.api().send("DELETE", "/v1/documents/" + document + "?confirm=1", "", "");
    }
  }

  private void apply(Path folder, String jobDefs) throws IOException {
    String text =
        Files.readString(stage.mission().lab().home().resolve("lab/scenario/bacula.yaml"))
            .replace("jobDefs: DefaultJob", "jobDefs: " + jobDefs);
    Path file = Files.writeString(folder.resolve("bacula.yaml"), text);
    stage
        .mission()
        .server()
        .command("apply", "-f", file.toString())
        .orThrow("applying the director's documents");
  }

  /** What a person configured: all of the director's own file outside of our block. */
  private String persons() {
    return bacula.host().read(MAIN).replaceAll("(?s)# BEGIN kitward.*?# END kitward[^\\n]*\\n", "");
  }

  private LabHost host(String certname) {
    return certname.equals(Stage.DB1)
        ? stage.mission().db1().host()
        : stage.mission().web1().host();
  }

  private boolean isProven(String node) {
    return status(node, "Registered").equals("True") && status(node, "Proven").equals("True");
  }

  private String status(String node, String type) {
    return stage.condition(node, AGENT, type).path("status").asString("");
  }

  /** The key in a file of a node's agent. */
  private String key(String certname) {
    return host(certname)
        .run("sed", "-n", "s/^  Password = \"\\(.*\\)\"/\\1/p", AGENTS)
        .stdout()
        .strip();
  }

  private String newestJob(String name) {
    return bacula.ask("llist jobs job=" + name + " limit=1 order=desc");
  }

  private static String value(String job, String name) {
    return job.lines()
        .filter(line -> line.strip().startsWith(name + ":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .reduce((_, last) -> last)
        .orElse("");
  }

  @Test
  @Order(1)
  void aTagAloneMakesTheDirectorKnowTheServersAndBackThemUp() {
    Instant tagged = Instant.now();
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of("backed-up")));
    NODES.forEach(node -> stage.await("a proof of " + node, () -> isProven(node), node));

    System.out.println(table(tagged));
    assertThat(bacula.clients()).contains("db1.lab-fd", "web1.lab-fd", BaculaServer.PERSONS_CLIENT);
    for (String node : NODES) {
      String job = newestJob(node + "-kitward");
      assertThat(value(job, "JobStatus")).as(job).isEqualTo("T");
      assertThat(value(job, "JobErrors")).isEqualTo("0");
      assertThat(bacula.ask("list files jobid=" + value(job, "JobId")))
          .contains("/usr/lib/os-release");
      keys.add(key(node));
    }
    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{64}"));
    assertThat(bacula.process()).isEqualTo(process);
    assertThat(persons()).isEqualTo(before);
  }

  /** Node, and after how long its agent ran, was registered and was proven. */
  private String table(Instant tagged) {
    var lines = new ArrayList<String>();
    lines.add("| node | running after | registered after | proven after |");
    lines.add("|---|---|---|---|");
    for (String node : NODES) {
      List<JsonNode> events =
          stage
              .api()
              .get("/v1/nodes/" + node + "/events?limit=1000")
              .path("items")
              .valueStream()
              .filter(event -> event.path("service").asString("").equals(AGENT))
              .toList();
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  node,
                  after(tagged, stage.condition(node, AGENT, "Running").path("since").asString("")),
                  after(tagged, first(events, "registered")),
                  after(tagged, first(events, "proven"))));
    }
    return String.join("\n", lines);
  }

  private static String first(List<JsonNode> events, String kind) {
    return events.stream()
        .filter(event -> event.path("kind").asString("").equals(kind))
        .map(event -> event.path("at").asString(""))
        .min(String::compareTo)
        .orElse("");
  }

  private static String after(Instant tagged, String at) {
    return at.isEmpty()
        ? "-"
        : Duration.between(tagged, Instant.parse(at)).toMillis() / 1000.0 + " s";
  }

  @Test
  @Order(2)
  void theJobThatPeoplesJobDefsDescribeRunsOverTheNetwork() {
    assertThat(bacula.ask("run job=db1.lab-backup yes")).contains("Job queued");
    stage.await(
        "the end of the backup",
        () -> value(newestJob("db1.lab-backup"), "JobStatus").equals("T"),
        Stage.DB1);
    String job = newestJob("db1.lab-backup");
    assertThat(Integer.parseInt(value(job, "JobFiles"))).isGreaterThan(3);
    assertThat(bacula.ask("list files jobid=" + value(job, "JobId"))).contains("/etc/apt/");
    assertThat(isProven(Stage.DB1)).isTrue();
  }

  @Test
  @Order(3)
  void whatAPersonDoesToOurFileIsUndone() {
    LabHost host = bacula.host();
    String ours = host.read(OURS);
    host.run("sed", "-i", "s/DefaultJob/Other/", OURS).orThrow("editing it by hand");
    stage.await("our file again", () -> host.read(OURS).equals(ours), DIRECTOR);
    host.run("rm", OURS).orThrow("deleting it by hand");
    stage.await("our file again", () -> host.run("cat", OURS).stdout().equals(ours), DIRECTOR);
    assertThat(host.run("stat", "-c", "%U:%G %a", OURS).stdout().strip())
        .isEqualTo("root:bacula 640");
    host.run("sed", "-i", "/^@|.*kitward/d", MAIN).orThrow("taking the include out by hand");
    stage.await("the include again", () -> host.read(MAIN).contains("@|"), DIRECTOR);
    stage.await("a director that is well", () -> stage.isWell(DIRECTOR, HOSTS), DIRECTOR);
    assertThat(persons()).isEqualTo(before);
    assertThat(bacula.process()).isEqualTo(process);
    assertThat(bacula.clients()).contains("db1.lab-fd", "web1.lab-fd");
  }

  @Test
  @Order(4)
  void aFileThatTheDirectorWouldNotTakeNeverReachesIt(@TempDir Path folder) throws IOException {
    String ours = bacula.host().read(OURS);
    apply(folder, "NoSuchJobDefs");
    stage.await(
        "the refusal",
        () -> stage.condition(DIRECTOR, HOSTS, "Configured").toString().contains("NoSuchJobDefs"),
        DIRECTOR);
    String why = stage.condition(DIRECTOR, HOSTS, "Configured").path("message").asString("");
    System.out.println("a candidate that the director would not take: " + why);
    assertThat(bacula.host().read(OURS)).isEqualTo(ours);
    assertThat(bacula.process()).isEqualTo(process);
    keys.forEach(key -> assertThat(why).doesNotContain(key));
    apply(folder, "DefaultJob");
    stage.await("a director that is well", () -> stage.isWell(DIRECTOR, HOSTS), DIRECTOR);
    assertThat(bacula.clients()).contains("db1.lab-fd", "web1.lab-fd");
    assertThat(bacula.process()).isEqualTo(process);
  }

  @Test
  @Order(5)
  void afterARotationAgentAndDirectorAgreeAgainAndANewJobSucceeds() {
    String first = key(Stage.DB1);
    String job = value(newestJob("db1.lab-kitward"), "JobId");
    stage
        .mission()
        .server()
        .command("secret", "rotate", "bacula-fd-password")
        .orThrow("rotating the keys");
    stage.await(
        "the new key on both",
        () -> !key(Stage.DB1).equals(first) && bacula.host().read(OURS).contains(key(Stage.DB1)),
        Stage.DB1);
    for (String node : NODES) {
      stage.await(
          "a new job of " + node,
          () ->
              isProven(node)
                  && !value(newestJob(node + "-kitward"), "JobId").equals(job)
                  && value(newestJob(node + "-kitward"), "JobStatus").equals("T"),
          node);
      keys.add(key(node));
    }
    System.out.println(
        "after a rotation: agent's file at %s, director's at %s (seconds of the machine)"
            .formatted(
                host(Stage.DB1).run("stat", "-c", "%.2Y", AGENTS).stdout().strip(),
                bacula.host().run("stat", "-c", "%.2Y", OURS).stdout().strip()));
    assertThat(bacula.process()).isEqualTo(process);
  }

  /** Also from what people get to see of it, and from what the node hands over. */
  @Test
  @Order(6)
  void noKeyIsToBeFoundAnywhereButThere(@TempDir Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    texts.put("the server's log", Files.readString(stage.mission().server().log()));
    for (String path :
        List.of(
            "/v1/backends",
            "/v1/documents?limit=1000",
            "/v1/events?limit=1000",
            "/v1/audit?limit=1000",
            "/v1/exceptions?limit=1000&state=all",
            "/v1/secrets",
            "/v1/instances?limit=1000",
            "/v1/nodes/bac.lab",
            "/v1/nodes/bac.lab/explain?service=bacula-hosts")) {
      texts.put(path, stage.api().get(path).toString());
    }
    for (String node : List.of(Stage.DB1, Stage.WEB1, DIRECTOR)) {
      LabHost host = node.equals(DIRECTOR) ? bacula.host() : host(node);
      texts.put(
          "the journal of " + node,
          host.run("journalctl", "-u", "kitward-connector", "--no-pager").stdout());
      Path archive = folder.resolve(node + ".tar.gz");
      stage
          .mission()
          .server()
          .command("diagnostics", node, "-f", archive.toString())
          .orThrow("fetching diagnostics");
      texts.put(
          "the diagnostics of " + node,
          Commands.run(
                  new ProcessBuilder("tar", "-xzOf", archive.toString()), Duration.ofMinutes(1))
              .orThrow("unpacking them")
              .stdout());
    }
    try (Database database = Database.open(stage.mission().server())) {
      texts.put("the database", database.everything());
    }
    assertThat(texts.get("/v1/audit?limit=1000")).contains("lend-key");
    assertThat(keys).hasSize(4).doesNotHaveDuplicates();
    texts.forEach(
        (where, text) -> {
          assertThat(text).as(where).isNotEmpty();
          keys.forEach(key -> assertThat(text.contains(key)).as("a key in %s", where).isFalse());
        });
  }

  @Test
  @Order(7)
  void whoRegistersNoMoreIsNoClientAndItsHistoryStays() {
    stage.api().tags(Stage.WEB1, SOURCE, List.of());
    stage.await(
        "the end of the client", () -> !bacula.clients().contains("web1.lab-fd"), Stage.WEB1);
    assertThat(bacula.clients()).contains("db1.lab-fd", BaculaServer.PERSONS_CLIENT);
    assertThat(bacula.jobs()).contains(BaculaServer.PERSONS_JOB).doesNotContain("web1.lab-backup");
    assertThat(newestJob("web1.lab-kitward")).contains("JobStatus: T");
    assertThat(persons()).isEqualTo(before);
  }

  @Test
  @Order(8)
  void anAgentThatDoesNotKnowTheDirectorIsShownWithTheReason() {
    stage.await(
        "web1 without its agent",
        () -> stage.condition(Stage.WEB1, AGENT, "Running").isMissingNode(),
        Stage.WEB1);
    stage.api().tags(Stage.WEB1, SOURCE, List.of("backed-up", "another-director"));
    stage.await(
        "the missing proof", () -> status(Stage.WEB1, "Proven").equals("False"), Stage.WEB1);
    String why = stage.condition(Stage.WEB1, AGENT, "Proven").path("message").asString("");
    System.out.println("an agent that does not know the director: " + why);
    assertThat(why).contains("Unable to authenticate with File daemon");
    assertThat(stage.isHealthy(Stage.WEB1, AGENT)).isTrue();
    assertThat(isProven(Stage.DB1)).isTrue();

    stage.api().tags(Stage.WEB1, SOURCE, List.of("backed-up"));
    stage.await("its proof by the next try", () -> isProven(Stage.WEB1), Stage.WEB1);
    assertThat(bacula.process()).isEqualTo(process);
  }

  @Test
  @Order(9)
  void withoutItsDocumentTheDirectorIsAsItWas() {
    stage.api().send("DELETE", "/v1/documents/Backend/bacula-lab?confirm=1", "", "").orThrow();
    stage.await(
        "the end of the director's service",
        () -> stage.condition(DIRECTOR, HOSTS, "Running").isMissingNode(),
        DIRECTOR);
    assertThat(bacula.host().read(MAIN)).isEqualTo(before);
    assertThat(
            bacula
                .host()
                .run("sh", "-c", "ls -d /etc/bacula/kitward* /var/lib/bacula/kitward*")
                .stdout())
        .isEmpty();
    assertThat(bacula.clients()).contains(BaculaServer.PERSONS_CLIENT).doesNotContain("db1.lab-fd");
    assertThat(bacula.host().run("systemctl", "is-active", "bacula-director").stdout().strip())
        .isEqualTo("active");
  }
}

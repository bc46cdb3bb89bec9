package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.lab.PagePlayer.Machine;
import io.kitward.lab.docs.Block;
import io.kitward.lab.docs.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands of the documentation, played as a reader would: a server from its package by hand, a
 * node with Puppet, two without, and then page by page on these. Started by its name ({@code
 * -Dsuite=end-to-end -Dtest=DocsOnHosts}) until it was seen green as a whole.
 */
@Order(19)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class DocsOnHosts {

  private static final String FIRST_STEPS = "docs/guides/first-steps.md";
  private static final String JOINING = "docs/guides/joining.md";
  private static final String ON_THE_NODE = "docs/guides/on-the-node.md";
  private static final String NODE = "dn1.lab";
  private static final String VOUCHER = "puppet.lab";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern PLAN = Pattern.compile("plan/(p-\\w+)");

  private final Stage stage;
  private final Path home;
  private final PuppetServer puppet;
  private final LabHost server;
  private final PuppetAgent node;
  private final LabHost joined;
  private final LabHost approved;
  private final PagePlayer player;
  private String plan = "";
  private String join = "";

  DocsOnHosts(Stage stage) {
    Lab lab = stage.mission().lab();
    this.stage = stage;
    this.home = lab.home();
    this.puppet = stage.mission().puppet();
    this.server = lab.host("doc", "join");
    this.node = PuppetAgent.on(lab.host("dn1", PuppetAgent.LAYER));
    this.joined = lab.host("dn2", "join");
    this.approved = lab.host("dn3", "join");
    this.player =
        new PagePlayer(
                Map.of(
                    PagePlayer.SERVER,
                    Machine.of(server),
                    "source",
                    Machine.source(home),
                    "node",
                    Machine.of(node.host()),
                    "machine",
                    Machine.of(joined)))
            .name("kitward.example.com", server::certname)
            .name("puppet.example.com", () -> VOUCHER)
            .name("db1.example.com", () -> NODE)
            .name("web1.lab", () -> NODE)
            .name("2F:8B:…", this::fingerprint)
            .name("kitward-STAMP", this::backup)
            .name("curl … | KITWARD_TOKEN=… sh", this::join)
            .name("r-…", this::request)
            .name("p-12", this::plan)
            .name("2026-03-01", () -> Instant.now().minusSeconds(1).toString())
            .name("2026-10", () -> YearMonth.now(ZoneOffset.UTC).toString());
  }

  @AfterAll
  void theStageIsAsBefore() {
    for (String name : List.of(NODE, VOUCHER)) {
      puppet.writeData(name, "{}\n");
    }
    stage.mission().puppetCode("site-without-database.pp");
    Stream.of(server, node.host(), joined, approved).forEach(LabHost::powerOff);
  }

  @Test
  @Order(1)
  void firstSteps() {
    Page page = page(FIRST_STEPS);
    // The reader carries the package over, and has put the module into the environment.
    var built = new Page(page.name(), page.blocks().subList(0, 1));
    player.play(built);
    server.copy(
        home.resolve(player.printed().lines().toList().getLast()),
        "/root/page/kitward-server_0.1.0_amd64.deb");
    for (String name : List.of(NODE, VOUCHER)) {
      puppet.writeData(name, player.here(text(page, "kitward::server: ")) + PORT);
    }
    puppet.writeManifest(
        "node '"
            + NODE
            + "' {\n"
            + text(page, "kitward::tag(")
            + "}\nnode '"
            + VOUCHER
            + "' { class { 'kitward': manage_connector => false } include kitward::voucher }\n");

    int documents = page.blocks().indexOf(block(page, "kind: Bundle"));
    player.play(new Page(page.name(), page.blocks().subList(1, documents)));
    PuppetAgent.configured(puppet.host()).run().orThrow();
    node.run().orThrow();
    player.play(new Page(page.name(), page.blocks().subList(documents, page.blocks().size())));
  }

  private static final String PORT = "kitward::node_port: 4320\n";

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "docs/guides/planning.md",
        "docs/guides/own-tool.md",
        "docs/guides/importing.md",
        "docs/guides/notifications.md",
        "docs/reference/cli.md",
        "docs/reference/history.md",
        "docs/reference/selectors.md"
      })
  void aPage(String name) {
    server.write("/root/page/mail.password", "secret\n", "0600");
    player.play(page(name));
  }

  @Test
  @Order(3)
  void running() {
    var newer = new ProcessBuilder("sh", home.resolve("server/package.sh").toString());
    newer.environment().put("KITWARD_VERSION", "0.1.1");
    Output built = Commands.run(newer, LIMIT).orThrow("building a newer package");
    server.copy(
        Path.of(built.stdout().lines().toList().getLast()),
        "/root/page/kitward-server_0.1.1_amd64.deb");

    player.play(page("docs/guides/running.md"));
  }

  @Test
  @Order(4)
  void joiningAndOnTheNode() {
    joined.run(LIMIT, "sh", "-euc", INSTALLED).orThrow("a tool that was there before");
    player.play(page(JOINING));
    player.name("db1.example.com", joined::certname);
    kitward("tag", joined.certname(), "database");
    kitward("wait", joined.certname() + "/node-exporter", "--for=phase=blocked");
    player.play(page(ON_THE_NODE));
  }

  private static final String INSTALLED =
      """
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq prometheus-node-exporter
      echo 'ARGS="--web.listen-address=:9200"' >/etc/default/prometheus-node-exporter
      systemctl restart prometheus-node-exporter
      """;

  @Test
  @Order(5)
  void everyCommandBlockIsPlayedHereOrHeldByAnotherTest() throws Exception {
    int played = 0;
    int held = 0;
    for (Page page : Page.all(home)) {
      int here = 0;
      for (Block block : page.blocks()) {
        assertThat(block.language())
            .as("%s: the language of the block", block.place())
            .isNotEmpty();
        if (!block.isCommand()) {
          continue;
        }
        assertThat(block.order("not run")).as(block.place()).isEmpty();
        if (block.order("held by").isPresent()) {
          assertThat(testClasses()).as(block.place()).contains(block.order("held by").get());
          held++;
        } else {
          here++;
        }
      }
      assertThat(player.played(page.name())).as("played of %s", page.name()).isEqualTo(here);
      played += here;
    }
    System.out.println(
        "docs: " + played + " command blocks played, " + held + " held by other tests");
  }

  private List<String> testClasses() throws Exception {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - 5))
          .toList();
    }
  }

  private Page page(String name) {
    return Page.read(home, name);
  }

  private static Block block(Page page, String with) {
    return page.blocks().stream()
        .filter(block -> block.text().contains(with))
        .findFirst()
        .orElseThrow(() -> new LabException(page.name() + " has no block with " + with));
  }

  private static String text(Page page, String with) {
    return block(page, with).text();
  }

  private String fingerprint() {
    String command = "openssl x509 -noout -fingerprint -sha256 -in $(puppet config print cacert)";
    return puppet
        .host()
        .run("sh", "-euc", command)
        .orThrow(command)
        .stdout()
        .strip()
        .replaceFirst(".*=", "");
  }

  private String backup() {
    String newest = "ls -t /var/backups/kitward/kitward-*.database | head -1";
    return server
        .run("sh", "-euc", newest)
        .orThrow(newest)
        .stdout()
        .strip()
        .replace(".database", "");
  }

  private String kitward(String... words) {
    var command = Stream.concat(Stream.of("env", "HOME=/root", "kitward"), Stream.of(words));
    return server
        .run(command.toArray(String[]::new))
        .orThrow("kitward " + String.join(" ", words))
        .stdout()
        .strip();
  }

  /** The command that the page's reader got just before. */
  private String join() {
    join =
        player
            .printed()
            .lines()
            .filter(line -> line.contains("KITWARD_TOKEN="))
            .findFirst()
            .orElseThrow(() -> new LabException("no command to join with: " + player.printed()));
    return join;
  }

  /** The request of a machine that joins without a token; it waits there until it is decided. */
  private String request() {
    String asking = join.replaceFirst("KITWARD_TOKEN=\\S+ ", "");
    approved.run("systemd-run", "--unit=joining", "sh", "-c", asking).orThrow("asking to join");
    await().atMost(LIMIT).until(() -> !kitward("node", "requests", "-o", "name").isEmpty());
    return kitward("node", "requests", "-o", "name").replaceFirst(".*/", "");
  }

  private String plan() {
    var named = PLAN.matcher(player.printed());
    if (named.find()) {
      plan = named.group(1);
    }
    return plan;
  }
}

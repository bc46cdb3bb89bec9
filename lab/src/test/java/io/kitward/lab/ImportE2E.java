package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tags from a real PuppetDB, a table and what a real Ansible prints. */
@Order(57)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class ImportE2E {

  private static final String PDB = "pdb.lab";
  private static final String NOTHING = ": nothing to do, ";

  @TempDir private static Path folder = Path.of("");

  private final Stage stage;
  private final KitwardServer server;
  private final PuppetDatabase database;

  ImportE2E(Stage stage) {
    this.stage = stage.bare();
    this.server = stage.mission().server();
    this.database = PuppetDatabase.start(stage.mission());
  }

  @BeforeAll
  void filesOfAnAgent() throws IOException {
    for (String name : List.of("key.pem", "cert.pem", "ca.pem")) {
      Files.writeString(folder.resolve(name), database.host().read("/etc/puppetdb/ssl/" + name));
    }
    Files.writeString(
        folder.resolve("hosts"),
        "127.0.0.1 localhost\n" + database.host().address() + " " + PDB + "\n");
  }

  @AfterAll
  void theStageIsAsBefore() {
    try {
      stage.mission().web1().host().run("rm", "-f", "/etc/facter/facts.d/site.txt");
    } finally {
      database.close();
    }
  }

  private Output puppetdb(String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                "import",
                "puppetdb",
                "--url=https://" + PDB + ":8081",
                "--cert=" + folder.resolve("cert.pem"),
                "--key=" + folder.resolve("key.pem"),
                "--puppet-ca=" + folder.resolve("ca.pem"),
                "--map=facts.os.name=os",
                "--map=facts.site=site",
                "--map=trusted.extensions.pp_role=role",
                "--declared"));
    all.addAll(List.of(arguments));
    return server.command(folder.resolve("hosts"), all.toArray(String[]::new));
  }

  private Output imported(String kind, Path file, String... arguments) {
    var all = new ArrayList<>(List.of("import", kind, file.toString()));
    all.addAll(List.of(arguments));
    return server.command(all.toArray(String[]::new));
  }

  /** What a source says of a node. */
  private List<String> said(String certname, String source) {
    return stage
        .api()
        .get("/v1/nodes/" + certname + "/tags/" + source)
        .path("tags")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private String newestPlan() {
    return stage.api().get("/v1/plans?limit=1").path("items").path(0).path("id").asString("");
  }

  /** A run that finds nothing new ends well, and not even a plan is kept. */
  private void findsNothing(Output again, String newest) {
    assertThat(again.orThrow("the second run").stdout()).contains(NOTHING);
    assertThat(newestPlan()).isEqualTo(newest);
  }

  private void site(String value) {
    LabHost web1 = stage.mission().web1().host();
    web1.write("/etc/facter/facts.d/site.txt", "site=" + value + "\n", "0644");
    stage.mission().web1().run().orThrow();
  }

  @Test
  void whatPuppetDbKnowsBecomesTagsAndAChangedFactAnother() {
    site("alpha");
    stage.mission().db1().run().orThrow();
    database.host().run("puppet", "facts", "upload").orThrow("the facts of pdb");
    List<String> own = said(Stage.DB1, "node");

    Output plan = puppetdb("--dry-run", "--yes").orThrow("the plan");
    assertThat(plan.stdout())
        .contains("  tags +environment=production +os=Debian (import/puppetdb)")
        .contains("  tags +environment=staging +os=Debian +site=alpha +web (import/puppetdb)")
        .contains("next: kitward apply p-");
    assertThat(plan.stderr()).contains("1 host is not known to Kitward").contains(PDB);
    assertThat(said(Stage.DB1, "import/puppetdb")).isEmpty();

    server.command("tag", PDB, "here", "--create").orThrow("making pdb known");
    puppetdb("--yes").orThrow("the import");
    assertThat(said(Stage.DB1, "import/puppetdb"))
        .containsExactly("environment=production", "os=Debian");
    assertThat(said(PDB, "import/puppetdb")).containsExactly("os=Debian", "role=console");
    assertThat(said(Stage.DB1, "node")).isEqualTo(own);
    findsNothing(puppetdb("--yes"), newestPlan());

    site("beta");
    assertThat(puppetdb("--yes").orThrow("the changed fact").stdout())
        .contains("web1.lab\n  tags +site=beta -site=alpha (import/puppetdb)\n")
        .doesNotContain("db1.lab");
    assertThat(said(Stage.WEB1, "import/puppetdb"))
        .containsExactly("environment=staging", "os=Debian", "site=beta", "web");

    database.deactivate(PDB);
    Output gone = puppetdb("--yes", "--retire-deactivated").orThrow("the deactivated node");
    assertThat(gone.stdout())
        .contains("pdb.lab\n  tags -os=Debian -role=console (import/puppetdb)\n")
        .contains("1 node of Kitward is deactivated in PuppetDB\n  pdb.lab\n")
        .contains("node/pdb.lab retired\n");
    assertThat(stage.api().get("/v1/nodes/" + PDB).has("retired")).isTrue();
    assertThat(puppetdb("--yes", "--retire-deactivated").orThrow("once more").stdout())
        .contains(NOTHING)
        .contains("0 nodes of Kitward are deactivated in PuppetDB\n");

    server
        .command("plan", "--remove-source=import/puppetdb", "-o", "name")
        .orThrow("taking it back");
    server.command("apply", newestPlan()).orThrow("taking it back");
  }

  @Test
  void aTableBringsServicesAndTakesThemAway() throws IOException {
    Path table = folder.resolve("hosts.csv");
    Files.writeString(
        table, "certname;tags\r\ndb1.lab;database\r\nWEB1.lab;spare\r\nnobody.lab;x\r\n");
    String[] how = {"--delimiter=;", "--tags-column=tags", "--name=cmdb"};

    Output plan = imported("csv", table, how).orThrow("the plan");
    assertThat(plan.stdout())
        .contains("db1.lab\n  tags +database (import/cmdb)\n  + node-exporter added")
        .contains("web1.lab\n  tags +spare (import/cmdb)\n");
    assertThat(plan.stderr()).contains("nobody.lab");
    assertThat(said(Stage.DB1, "import/cmdb")).isEmpty();

    Output done = imported("csv", table, with(how, "--yes")).orThrow("the import");
    assertThat(done.stdout()).contains("applied on 2 nodes");
    stage.awaitDatabase();
    findsNothing(imported("csv", table, with(how, "--yes")), newestPlan());

    Files.writeString(table, "certname;tags\n");
    Output empty = imported("csv", table, with(how, "--yes"));
    assertThat(empty.exit()).isEqualTo(1);
    assertThat(empty.stderr()).contains("import-empty").contains("--allow-empty");
    assertThat(said(Stage.DB1, "import/cmdb")).containsExactly("database");

    imported("csv", table, with(how, "--yes", "--allow-empty")).orThrow("all of it goes");
    assertThat(said(Stage.DB1, "import/cmdb")).isEmpty();
    stage.strip();
  }

  private static String[] with(String[] arguments, String... more) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void whatAnsiblePrintsBecomesTags() throws IOException {
    database
        .host()
        .write(
            "/root/inventory.ini",
            """
            [sql_servers]
            db1 tier=gold
            [front]
            web1 tier=silver
            [europe:children]
            sql_servers
            front
            """,
            "0644");
    String printed =
        database
            .host()
            .run("ansible-inventory", "-i", "/root/inventory.ini", "--list")
            .orThrow("ansible-inventory")
            .stdout();
    Path file = Files.writeString(folder.resolve("inventory.json"), printed);
    String[] how = {"--domain=lab", "--map=tier=tier"};

    assertThat(imported("ansible", file, how).orThrow("the plan").stdout())
        .contains("db1.lab\n  tags +europe +sql_servers +tier=gold (import/ansible)\n")
        .contains("web1.lab\n  tags +europe +front +tier=silver (import/ansible)\n");
    imported("ansible", file, with(how, "--yes")).orThrow("the import");
    findsNothing(imported("ansible", file, with(how, "--yes")), newestPlan());

    Path none = Files.writeString(folder.resolve("none.json"), "{\"_meta\":{\"hostvars\":{}}}");
    imported("ansible", none, "--yes", "--allow-empty").orThrow("all of it goes");
    assertThat(said(Stage.WEB1, "import/ansible")).isEmpty();
  }
}

package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an import asks of the server, what it shows, and when it changes nothing at all. */
class ImportCommandTest extends AtCannedServer {

  private static final String SAID = "GET /v1/sources/import/csv?limit=1000";
  private static final String PLAN =
      "{\"id\":\"p-7\",\"state\":\"open\",\"documents\":[],\"tags\":[],\"edits\":11,\"sources\":[],"
          + "\"totals\":{\"fleet\":3,\"touched\":1,\"gaining\":1,\"losing\":0,"
          + "\"byService\":{\"agent\":{\"added\":1}}},\"tagged\":2,\"warnings\":[]}";
  private static final String NODES =
      "{\"items\":[{\"node\":\"a.lab\",\"tags\":[{\"source\":\"import/csv\",\"added\":[\"role=web\"],\"removed\":[\"old\"]}],"
          + "\"instances\":[{\"service\":\"agent\",\"effect\":\"added\",\"before\":\"\",\"after\":\"x\",\"offboarding\":\"\"}]}]}";

  private Path table = Path.of("");

  @BeforeEach
  void said() {
    table = home.resolve("hosts.csv");
    server
        .on(SAID, 200, "{\"items\":[{\"certname\":\"a.lab\",\"tags\":[\"old\"]}],\"next\":\"n\"}")
        .on(
            SAID + "&after=n",
            200,
            "{\"items\":[{\"certname\":\"b.lab\",\"tags\":[\"role\",\"role=db\"]},{\"certname\":\"c.lab\",\"tags\":[]}]}")
        .on("POST /v1/plans", 201, PLAN)
        .on("GET /v1/plans/p-7/nodes?limit=20", 200, NODES)
        .on(
            "POST /v1/plans/p-7/apply?removals=held",
            200,
            PLAN.replace("\"open\"", "\"applied\"")
                .replace("\"warnings\"", "\"result\":{\"nodes\":2,\"followUp\":[]},\"warnings\""))
        .on("POST /v1/plans/p-7/apply?confirm=1", 200, PLAN.replace("\"open\"", "\"applied\""));
  }

  private Outcome csv(String text, String... arguments) throws Exception {
    Files.writeString(table, text, StandardCharsets.UTF_8);
    var all = new java.util.ArrayList<>(List.of("import", "csv", table.toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private List<String> writes() {
    return server.asked.stream().filter(line -> !line.startsWith("GET ")).toList();
  }

  @Test
  void thePlanIsShownAndNothingElseHappens() throws Exception {
    Outcome outcome = csv("certname,role\na.lab,web\nb.lab,db\nunknown.lab,web\n");

    assertThat(outcome.out())
        .isEqualTo(
            """
            a.lab
              tags +role=web -old (import/csv)
              + agent added
            plan/p-7 open
              11 edits of tags; kitward plan p-7 --all shows each node
              1 of 3 nodes touched, 1 gain, 0 lose, 2 tagged otherwise
                agent: 1 added
              next: kitward apply p-7
            """);
    assertThat(outcome.err())
        .isEqualTo(
            """
            note: 1 host is not known to Kitward, and left out until a later run:
              unknown.lab
            """);
    assertThat(outcome.exit()).isZero();
    assertThat(writes())
        .containsExactly(
            "POST /v1/plans {\"tags\":["
                + "{\"node\":\"a.lab\",\"source\":\"import/csv\",\"add\":[\"role=web\"],\"remove\":[\"old\"]},"
                // To remove the bare key takes its values too, so the one that stays is set again.
                + "{\"node\":\"b.lab\",\"source\":\"import/csv\",\"add\":[\"role=db\"],\"remove\":[\"role\"]}]}");
  }

  @Test
  void yesCarriesItOutUnderTheBrakeAndDryRunIsStronger() throws Exception {
    String text = "certname,role\na.lab,web\n";

    assertThat(csv(text, "--yes", "--dry-run").exit()).isZero();
    assertThat(writes()).hasSize(1);
    Outcome outcome = csv(text, "--yes");

    assertThat(outcome.out()).contains("plan/p-7 applied").contains("applied on 2 nodes");
    assertThat(writes()).last().isEqualTo("POST /v1/plans/p-7/apply?removals=held");
  }

  @Test
  void whoGivesTheFigureHasSeenTheRemovals() throws Exception {
    assertThat(csv("certname,role\na.lab,web\n", "--confirm=1").exit()).isZero();
    assertThat(writes()).last().isEqualTo("POST /v1/plans/p-7/apply?confirm=1");
  }

  @Test
  void yesNeverStandsForTheFigureAndThePlanIsShownAllTheSame() throws Exception {
    server.on("POST /v1/plans/p-8/apply?removals=held", 409, problem(409, "confirmation-needed"));
    server.on("GET /v1/plans/p-8/nodes?limit=20", 200, NODES);
    server.on(
        "GET /v1/sources/import/other?limit=1000",
        200,
        "{\"items\":[{\"certname\":\"a.lab\",\"tags\":[]}]}");
    server.on("POST /v1/plans", 201, PLAN.replace("p-7", "p-8"));
    csv("certname,role\na.lab,web\n", "--name=other"); // takes the first plan

    Outcome outcome = csv("certname,role\na.lab,web\n", "--name=other", "--yes");

    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(outcome.out()).contains("plan/p-8 open");
    assertThat(outcome.err()).contains("confirmation-needed");
  }

  @Test
  void aSecondRunWritesNothing() throws Exception {
    Outcome outcome =
        csv("certname,tags\na.lab,old\nb.lab,role role=db\n", "--tags-column=tags", "--yes");

    assertThat(outcome.out())
        .isEqualTo("import/csv: nothing to do, 2 hosts are as they shall be\n");
    assertThat(outcome.exit()).isZero();
    assertThat(writes()).isEmpty();
  }

  @Test
  void whatIsEmptyOrMisreadNeverTakesEverythingAway() throws Exception {
    for (var wrong :
        Map.of(
                "certname,role\n", "There is no host to import",
                "certname,role\na.lab,\n",
                    "Nothing would be left of the 3 tags that import/csv says now",
                "certname,role\na.org,web\n", "no host is known")
            .entrySet()) {
      Outcome outcome = csv(wrong.getKey(), "--yes");

      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.err())
          .startsWith("error import-empty: ")
          .contains(wrong.getValue())
          .contains("--allow-empty");
    }
    String blank = "certname,role,gone\na.lab,web,\n";
    Outcome lost = csv(blank, "--map=role=role", "--map=gone=old", "--yes");
    assertThat(lost.err()).contains("No host has a value any more for gone; nothing was changed.");
    assertThat(writes()).isEmpty();

    assertThat(csv("certname,role\n", "--allow-empty", "--yes").exit()).isZero();
    assertThat(writes())
        .first()
        .asString()
        .contains("{\"node\":\"a.lab\",\"source\":\"import/csv\",\"add\":[],\"remove\":[\"old\"]}");
  }

  @Test
  void aMappingWithoutAnyValueIsSaidAndOnlyStopsWhatItWouldTakeFromListedHosts() throws Exception {
    Outcome never = csv("certname,role,os\na.lab,web,\n", "--map=role=role", "--map=os=os");
    assertThat(never.exit()).isZero();
    assertThat(never.err()).isEqualTo("note: no host has a value for os\n");

    // The host that had such a tag is not listed any more: its tag goes with it.
    Outcome gone = csv("certname,role,gone\nb.lab,db,\n", "--map=role=role", "--map=gone=old");
    assertThat(gone.exit()).isZero();
    assertThat(writes())
        .last()
        .asString()
        .contains("{\"node\":\"a.lab\",\"source\":\"import/csv\",\"add\":[],\"remove\":[\"old\"]}");
  }

  @Test
  void aFaultInTheInputIsSaidBeforeAnythingIsAsked() throws Exception {
    Outcome outcome = csv("certname,role\na.lab,we b\n", "--yes");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith(
            "error import-invalid: 1 mistake; nothing was imported.\n  "
                + table
                + ":2: a.lab: “we b” (role as role): ");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void programsGetOneDocument() throws Exception {
    Outcome outcome = csv("certname,role\na.lab,web\nunknown.lab,x\n", "-o", "json");

    var json = Api.MAPPER.readTree(outcome.out());
    assertThat(json.path("kind").asString()).isEqualTo("Import");
    assertThat(json.path("source").asString()).isEqualTo("import/csv");
    assertThat(json.path("plan").path("id").asString()).isEqualTo("p-7");
    assertThat(json.path("unknown").toString()).isEqualTo("[\"unknown.lab\"]");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void standardInputIsReadToo() {
    server.on(
        "GET /v1/sources/import/ansible?limit=1000",
        200,
        "{\"items\":[{\"certname\":\"a.lab\",\"tags\":[\"web\"]}]}");
    var shell =
        new Shell(
            home,
            0,
            Map.of("KITWARD_SERVER", server.url()),
            "{\"all\":{},\"web\":{\"hosts\":[\"a.lab\"]}}");

    assertThat(shell.run("import", "ansible", "-").out())
        .isEqualTo("import/ansible: nothing to do, 1 hosts are as they shall be\n");
  }

  @Test
  void aSourceNeedsAName() throws Exception {
    Outcome outcome = csv("certname,role\na.lab,web\n", "--name=../user/ada");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("is no name of a source");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aClassifiersParametersMustBeMapped() throws Exception {
    Files.writeString(table, "a.lab: {parameters: {root_pw: secret}}\n");

    assertThat(run("import", "enc", table.toString()).err()).contains("may be passwords");
    assertThat(server.asked).isEmpty();
  }
}

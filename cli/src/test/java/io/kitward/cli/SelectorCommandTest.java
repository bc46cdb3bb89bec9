package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SelectorCommandTest {
  @TempDir private Path home = Path.of("");

  private Outcome check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "selector";
    all[1] = "check";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new Shell(home, 0, Map.of(), "").run(all);
  }

  @Test
  void saysWithoutAServerThatASelectorMatches() {
    Outcome outcome =
        check(
            "a=2,b and facts.os.release >= 12 and certname like 'db-*'",
            "--tags",
            "a=1,a=2,b",
            "--facts",
            "os.release=12,certname=db-7");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            match
            ✓ a = 2 and b and facts.os.release >= 12 and certname like "db-*"
            ├─ ✓ a = 2                   1, 2
            ├─ ✓ b                       (empty)
            ├─ ✓ facts.os.release >= 12  12
            └─ ✓ certname like "db-*"    db-7
            """);
  }

  /** The example of docs/reference/selectors.md. */
  @Test
  void showsWhichConditionsDecideWhenItDoesNotMatch() {
    Outcome outcome =
        check(
            "database and not (legacy or facts.os.release < 12)",
            "--tags=database",
            "--facts=os.release=11");
    assertThat(outcome.exit()).isEqualTo(10);
    assertThat(outcome.out())
        .isEqualTo(
            """
            no match
            ✗ database and not (legacy or facts.os.release < 12)
            ├─ ✓ database                     (empty)
            └─ ✗ not (legacy or facts.os.release < 12)
               └─ ✓ legacy or facts.os.release < 12
                  ├─ ✗ legacy                 absent
                  └─ ✓ facts.os.release < 12  11
            """);
  }

  @Test
  void aSelectorThatIsNoneIsShownWithACaret() {
    Outcome outcome = check("database && web");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            """
            error KSEL-UNEXPECTED: found '&&' after a condition
              line 1, column 10:
                database && web
                         ^^
              expected: and, or, a comma, the end
              next: did you mean and?
            """);
    JsonNode json = Api.MAPPER.readTree(check("a $", "-o", "json").err());
    assertThat(json.path("code").asString()).isEqualTo("KSEL-UNEXPECTED");
    assertThat(json.path("position").path("offset").asInt()).isEqualTo(2);
  }

  @Test
  void jsonHasTheVerdictOfEachPart() {
    Outcome outcome = check("a and !b", "--tags=a=1", "-o", "json");
    JsonNode json = Api.MAPPER.readTree(outcome.out());
    assertThat(outcome.exit()).isZero();
    assertThat(json.path("kind").asString()).isEqualTo("SelectorCheck");
    assertThat(json.path("matches").asBoolean()).isTrue();
    assertThat(json.path("canonical").asString()).isEqualTo("a and !b");
    JsonNode first = json.path("verdict").path("parts").path(0);
    assertThat(first.path("selector").asString()).isEqualTo("a");
    assertThat(first.path("holds").asBoolean()).isTrue();
    assertThat(first.path("values").path(0).asString()).isEqualTo("1");
    assertThat(check("b,a", "-o", "name").out()).isEqualTo("b and a\n");
  }

  @Test
  void groupsComeFromAFileOfDocuments() throws IOException {
    Path file = home.resolve("groups.yaml");
    Files.writeString(
        file,
        """
        apiVersion: kitward/v1
        kind: Group
        metadata: {name: production}
        spec: {selector: environment = production}
        ---
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: production}
        spec: {selector: all}
        ---
        apiVersion: kitward/v1
        kind: Group
        metadata: {name: databases}
        spec: {selector: "group:production and database"}
        """);
    Outcome outcome =
        check("group:databases", "--tags=environment=production", "--groups", file.toString());
    assertThat(outcome.exit()).isEqualTo(10);
    assertThat(outcome.out())
        .isEqualTo(
            """
            no match
            ✗ group:databases
            └─ ✗ group:production and database
               ├─ ✓ group:production
               │  └─ ✓ environment = production  production
               └─ ✗ database                     absent
            """);
    assertThat(check("group:database", "--groups", file.toString()).err())
        .contains("error KSEL-GROUP: there is no group named database")
        .contains("next: did you mean group:databases?");
    assertThat(check("group:x").err()).contains("--groups FILE");
    Files.writeString(file, "kind: Group\nmetadata: {name: a}\nspec: {selector: 'group:a'}\n");
    assertThat(check("group:a", "--groups", file.toString()).err()).contains("a → a");
    Files.writeString(file, "kind: Group\nmetadata: {name: a}\nspec: {selector: 'b ='}\n---\nx: [");
    assertThat(check("group:a", "--groups", file.toString()).err()).contains("it is not YAML");
    assertThat(check("group:a", "--groups", home.resolve("none").toString()).err())
        .contains("there is no such file");
  }

  @Test
  void tagsAndFactsThatAreNoneAreRefused() {
    assertThat(check("a", "--tags", "b,certname=x").err())
        .contains("KTAG-KEY")
        .contains("certname is the node's own name");
    assertThat(check("a", "--tags", "b=c d").exit()).isEqualTo(2);
    assertThat(check("a", "--facts", "os.release").err()).contains("Write PATH=VALUE");
    assertThat(check().exit()).isEqualTo(2);
  }

  @Test
  void factsMayHoldCommasAndSeveralValues() {
    assertThat(
            check(
                    "facts.name = \"a, \"\"b\"\"\" and facts.ip in 10.2.0.0/16 and facts.ip = ::1",
                    "--facts",
                    "name=\"a, \"\"b\"\"\", facts.ip=10.2.3.4",
                    "--facts=ip=::1")
                .exit())
        .isZero();
  }

  @Test
  void aTagThatLooksLikeAFactIsPointedOut() {
    assertThat(check("fact.os.family = Debian").err())
        .isEqualTo("note: fact.os.family is the key of a tag; a fact is written facts.os.family\n");
  }

  @Test
  void plainShapesAreThereForTerminalsWithoutUnicode() {
    assertThat(check("a or b", "--ascii", "--tags=b").out())
        .isEqualTo("match\n+ a or b\n|- x a  absent\n`- + b  (empty)\n");
  }
}

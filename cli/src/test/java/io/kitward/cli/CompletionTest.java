package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell offers for the word under the caret. */
class CompletionTest extends AtCannedServer {

  @BeforeEach
  void known() {
    server
        .on("GET /v1/nodes?limit=200", 200, "{\"items\":[{\"certname\":\"db1.example\"}]}")
        .on(
            "GET /v1/documents/Policy?limit=200",
            200,
            "{\"items\":[{\"name\":\"web\",\"description\":\"Web\\u001b servers\"}]}")
        .on(
            "GET /v1/nodes/db1.example/instances?limit=200",
            200,
            "{\"items\":[{\"service\":\"chrony\",\"phase\":\"ok\"}]}")
        .on(
            "GET /v1/completions?text=env%3Dpr",
            200,
            "{\"from\":4,\"to\":6,\"choices\":[{\"text\":\"production\",\"kind\":\"value\",\"nodes\":7}]}");
  }

  private List<String> complete(String line) {
    var words = new ArrayList<String>(List.of("__complete", "--"));
    words.addAll(List.of(line.split(" ", -1)));
    Outcome outcome = run(words.toArray(String[]::new));
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEmpty();
    return outcome.out().lines().map(each -> each.split("\t", -1)[0]).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'stat', status",
    "'exception l', list",
    "'get nod', nodes",
    "'get nodes --sel', --selector=",
    "'get nodes -o js', json",
    "'get nodes --output=js', --output=json",
    "'get instances --phase d', degraded",
    "'apply -f ', :files",
    "'lint ', :files",
    "'wait n --for cond', condition=Installed",
    "'completion f', fish",
    "'edit pol', policy/",
    "'docs pol', policy"
  })
  void whatTheCommandKnowsIsOfferedWithoutAServer(String line, String offered) {
    server.close();
    assertThat(complete(line)).contains(offered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__c", "frobnicate x", "version x"})
  void nothingIsOfferedWhereNothingFits(String line) {
    assertThat(complete(line)).isEmpty();
  }

  @Test
  void aServerThatIsAwayOrRefusesIsSilence() {
    server.on("GET /v1/plans?limit=200", 403, problem(403, "forbidden"));
    assertThat(complete("apply ")).isEmpty();
    server.close();
    assertThat(complete("describe ")).isEmpty();
  }

  /** What the server knows, apart from the limit in time that Tab has. */
  private List<String> asked(String line) {
    var line0 = Kitward.whole(Here.at(home));
    var wanted = WordWanted.of(line0.getCommandSpec(), List.of(line.split(" ", -1)));
    return new Candidates(wanted)
            .asked(
                new Api(
                    new Settings(
                        java.net.URI.create(server.url()),
                        java.util.Optional.empty(),
                        java.util.Optional.empty())))
            .stream()
            .map(Candidates.Candidate::text)
            .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'describe db', db1.example",
    "'get nodes ', db1.example",
    "'get policies w', web",
    "'edit policy/', policy/web",
    "'logs db1.example/', db1.example/chrony",
    "'get nodes -l env=pr', env=production",
    "'get nodes --selector=env=pr', --selector=env=production",
    "'get nodes -l ''env=pr', '''env=production'"
  })
  void whatTheServerKnowsIsOffered(String line, String offered) {
    assertThat(asked(line)).containsExactly(offered);
  }

  /** Bash itself, with the command as it is installed. */
  @Test
  void bashOffersWhatTheCommandSays() throws Exception {
    Path script = Files.writeString(home.resolve("script"), run("completion", "bash").out());
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String program =
        """
        kitward() { "%s" -XX:TieredStopAtLevel=1 -cp "%s" io.kitward.cli.Kitward "$@"; }
        source "%s"
        COMP_WORDS=(kitward get nod); COMP_CWORD=2; _kitward; printf '%%s\\n' "${COMPREPLY[@]}"
        COMP_WORDS=(kitward get nodes --output = js); COMP_CWORD=5; _kitward; printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(java, System.getProperty("java.class.path"), script);
    assertThat(shell("bash", "-c", program)).isEqualTo("nodes\njson\njsonl\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void everyShellHasItsScript(String shell) {
    assertThat(run("completion", shell).out()).contains("kitward __complete --");
  }

  @Test
  void anotherShellIsWrongUsage() {
    assertThat(run("completion", "tcsh").exit()).isEqualTo(Exit.USAGE);
  }

  private static String shell(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}

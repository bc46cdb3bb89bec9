package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/** What a console holds, as people read it. */
class BackendCommandTest extends AtCannedServer {

  private static final String CLEAN =
      """
      {"backend":"zabbix","kept":12,"missing":[],"differing":[],"orphans":[],"duplicates":[],"adoptable":[],
       "strangers":[{"id":"3","name":"router"}],"strangersInAll":1}
      """;

  private static final String GAPS =
      """
      {"backend":"zabbix","kept":2,"missing":[{"name":"db1.lab"}],
       "differing":[{"id":"4","name":"db2.lab","note":"label environment was changed"}],
       "orphans":[{"id":"9","name":"gone.lab","note":"marked 1"}],"duplicates":[],
       "adoptable":[{"node":"db1.lab","id":"3","name":"DB1.lab","address":"10.0.0.9","by":"name"}],
       "strangers":[{"id":"5","name":"router"}],"strangersInAll":1}
      """;

  @Test
  void aConsoleWithoutGapsIsOneLine() {
    server.on("GET /v1/backends/zabbix/ledger", 200, CLEAN);

    Outcome outcome = run("backend", "check", "zabbix");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            "zabbix: 12 as they shall be, 1 that are not Kitward's (--strangers lists them)\n");
  }

  @Test
  void gapsAreListedWithWhatToDoAndEndWith8() {
    server.on("GET /v1/backends/zabbix/ledger", 200, GAPS);

    Outcome outcome = run("backend", "check", "zabbix");

    assertThat(outcome.exit()).isEqualTo(Exit.UNHEALTHY);
    assertThat(outcome.out())
        .containsSubsequence(
            "missing",
            "db1.lab",
            "differs",
            "db2.lab",
            "4",
            "label environment was changed",
            "orphan",
            "gone.lab",
            "9",
            "adoptable",
            "DB1.lab",
            "3",
            "has the name of db1.lab",
            "kitward backend adopt zabbix 3 --node db1.lab",
            "kitward backend remove zabbix 9")
        .doesNotContain("router");
  }

  @Test
  void strangersAreListedWhenAskedFor() {
    server.on("GET /v1/backends/zabbix/ledger", 200, CLEAN);

    assertThat(run("backend", "check", "zabbix", "--strangers").out())
        .containsSubsequence("stranger", "router", "3");
  }

  @Test
  void adoptionNeedsTheNode() {
    assertThat(run("backend", "adopt", "zabbix", "3").exit()).isEqualTo(Exit.USAGE);
    server.on("POST /v1/backends/zabbix/hosts/3/adopt?node=db1.lab", 200, CLEAN);
    assertThat(run("backend", "adopt", "zabbix", "3", "--node", "db1.lab").out())
        .isEqualTo("zabbix/3 becomes the host of db1.lab\n");
  }

  @Test
  void aRefusalIsShownInItsWords() {
    server.on("DELETE /v1/backends/zabbix/hosts/3", 409, problem(409, "host-refused"));

    Outcome outcome = run("backend", "remove", "zabbix", "3");

    assertThat(outcome.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(outcome.err()).contains("host-refused").contains("What.");
  }
}

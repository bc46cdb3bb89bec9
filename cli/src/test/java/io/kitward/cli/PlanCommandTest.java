package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/** Plans and explanations as people see them. */
class PlanCommandTest extends AtCannedServer {

  private static final String PLAN =
      "{\"id\":\"p-3\",\"state\":\"open\",\"documents\":[{\"kind\":\"Policy\",\"name\":\"web\",\"effect\":\"changed\"}],"
          + "\"tags\":[],\"sources\":[],\"totals\":{\"fleet\":20,\"touched\":12,\"gaining\":11,\"losing\":1,"
          + "\"byService\":{\"agent\":{\"added\":11,\"changed\":0,\"removed\":1,\"conflicted\":0,\"settled\":0}}},"
          + "\"tagged\":0,\"confirmation\":{\"figure\":12,\"because\":[\"it touches 12 of 20 nodes, more than 10%\"]},"
          + "\"warnings\":[{\"code\":\"unknown-key\",\"document\":\"Policy/web\",\"message\":\"no node has the tag wbe\"}]}";

  @Test
  void aPlanIsShownNodeByNodeWithItsFigureAndHowToGoOn() {
    server
        .on("GET /v1/plans/p-3", 200, PLAN)
        .on(
            "GET /v1/plans/p-3/nodes?limit=20",
            200,
            "{\"items\":[{\"node\":\"a.lab\",\"tags\":[{\"source\":\"user/ada\",\"added\":[\"web\"],\"removed\":[]}],"
                + "\"instances\":[{\"service\":\"agent\",\"effect\":\"removed\",\"before\":\"x\",\"after\":\"\",\"offboarding\":\"purge\"}]}]}");
    Outcome outcome = run("plan", "p-3");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            a.lab
              tags +web (user/ada)
              - agent removed: purge
            plan/p-3 open
              Policy/web changed
              12 of 20 nodes touched, 11 gain, 1 lose
                agent: 11 added, 1 removed
              warning: Policy/web: no node has the tag wbe
              ! it touches 12 of 20 nodes, more than 10%
              next: kitward apply p-3 --confirm=12
            """);
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void yesNeverStandsForTheFigure() {
    server.on("POST /v1/plans/p-3/apply", 409, problem(409, "confirmation-needed"));
    Outcome outcome = run("apply", "p-3", "--yes");
    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(server.asked).containsExactly("POST /v1/plans/p-3/apply");
  }

  @Test
  void theFigureGoesWithThePlan() {
    server.on("POST /v1/plans/p-3/apply?confirm=12", 200, PLAN.replace("\"open\"", "\"applied\""));
    assertThat(run("apply", "p-3", "--confirm=12").exit()).isZero();
  }

  @Test
  void anExplanationShowsTheWinnerTheLosersAndWhoSetTheTags() {
    server.on(
        "GET /v1/nodes/a.lab/explain?service=agent&leaf=port",
        200,
        "{\"node\":\"a.lab\",\"service\":\"agent\",\"state\":\"wanted\",\"reasons\":[{\"effect\":\"requires\",\"document\":\"Policy/web\","
            + "\"bundle\":\"\",\"priority\":0,\"selector\":\"web\",\"words\":\"\",\"facts\":{},\"tags\":[{\"tag\":\"web\",\"source\":\"user/ada\",\"setBy\":\"token/admin\",\"setAt\":\"2026-11-22T05:00:00Z\"}]}],"
            + "\"versions\":[],\"conflicts\":[],\"parameters\":[{\"name\":\"port\",\"winner\":{\"value\":\"1000\",\"origin\":\"policy web (priority 0)\"},"
            + "\"losers\":[{\"value\":\"9100\",\"origin\":\"default of service agent\",\"why\":\"policy goes before default\"}]}]}");
    assertThat(run("explain", "a.lab/agent.port").out())
        .isEqualTo(
            """
            a.lab/agent is wanted
              requires Policy/web: web
                  web from user/ada, set by token/admin 60 min ago
              port = 1000  from policy web (priority 0)
                  ✗ 9100 from default of service agent: policy goes before default
            """);
  }

  @Test
  void whatWouldBringAServiceIsTheSmallestChange() {
    server.on(
        "GET /v1/nodes/a.lab/explain?would-get=agent",
        200,
        "{\"node\":\"a.lab\",\"service\":\"agent\",\"already\":false,\"inTheWay\":[],\"complete\":true,\"ways\":[{\"changes\":[{\"action\":\"add\",\"tag\":\"web\",\"sources\":[]}],\"policies\":[\"web\"],\"conflicts\":[]}]}");
    assertThat(run("explain", "a.lab", "--would-get", "agent").out())
        .isEqualTo("  +web: then asked for by web\n");
  }
}

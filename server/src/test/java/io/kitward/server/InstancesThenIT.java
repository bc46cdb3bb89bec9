package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** “Which production databases had the backup agent on that day?” */
class InstancesThenIT extends AtServer {

  private static final String BACKUP = "backup-agent";
  private static final String DATABASES = "selector=environment%3Dproduction%20and%20role%3Ddb";

  InstancesThenIT() throws Exception {}

  /** Everything that is open began an hour earlier than it did. */
  private void anHourPasses() throws Exception {
    try (Handle database = server.database()) {
      for (String table : List.of("instance_open", "node_open")) {
        database.execute("update " + table + " set valid_from = valid_from - interval '1 hour'");
      }
      for (String table : List.of("instance_past", "node_past")) {
        database.execute(
            "update "
                + table
                + " set valid_from = valid_from - interval '1 hour', valid_to = valid_to - interval '1 hour'");
      }
      database.execute("update store_meta set history_begin = history_begin - interval '3 hours'");
    }
  }

  private List<String> then(Instant at, String more) {
    return view.all("/v1/instances?at=" + at + "&" + more).stream()
        .map(
            each ->
                each.path("node").asString("")
                    + " "
                    + each.path("service").asString("")
                    + " "
                    + each.path("phase").asString("")
                    + " "
                    + each.path("then").path("wanted").asBoolean(false)
                    + " "
                    + StreamSupport.stream(each.path("then").path("tags").spliterator(), false)
                        .map(tag -> tag.asString(""))
                        .toList())
        .toList();
  }

  @Test
  void instancesAreShownAsTheyWereByTheTagsOfThen() throws Exception {
    try (SettlingNode first = SettlingNode.connect(server, "db1.example");
        SettlingNode _ = SettlingNode.connect(server, "db2.example")) {
      apply(Documents.service(BACKUP), Documents.policy("databases", "role = db", BACKUP, 9100));
      tag("db1.example", "user/admin", List.of("role=db", "environment=production"));
      tag("db2.example", "user/admin", List.of("role=db", "environment=staging"));
      await().until(() -> view.phase("db1.example", BACKUP).equals("ok"));
      await().until(() -> view.phase("db2.example", BACKUP).equals("ok"));
      anHourPasses();

      // The roles change: db1 becomes a web server, db2 goes into production.
      tag("db1.example", "user/admin", List.of("role=web", "environment=production"));
      tag("db2.example", "user/admin", List.of("role=db", "environment=production"));
      await().until(() -> view.instance("db1.example", BACKUP).isEmpty());
      await()
          .untilAsserted(
              () ->
                  assertThat(then(Instant.now(), DATABASES))
                      .containsExactly(
                          "db2.example backup-agent ok true [environment=production, role=db]"));
      Instant before = Instant.now().minus(30, ChronoUnit.MINUTES);
      assertThat(then(before, DATABASES))
          .containsExactly("db1.example backup-agent ok true [environment=production, role=db]");
      assertThat(then(before, "service=" + BACKUP)).hasSize(2);
      assertThat(then(before, "service=other")).isEmpty();
      assertThat(admin.get("/v1/instances?limit=1&at=" + before).json().path("items").size())
          .isOne();
      assertThat(then(before, "phase=failed")).isEmpty();
      assertThat(
              view.all("/v1/nodes/db1.example/instances?at=" + before).stream()
                  .map(each -> each.path("service").asString("")))
          .containsExactly(BACKUP);
      coverage();
      assertThat(first.offers).isNotEmpty();
    }
  }

  private void coverage() {
    Reply reply = admin.get("/v1/reports/coverage?key=role&selector=environment%3Dproduction");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    List<JsonNode> lines =
        StreamSupport.stream(reply.json().path("lines").spliterator(), false).toList();
    assertThat(lines)
        .extracting(
            line ->
                line.path("group").asString("")
                    + " "
                    + line.path("should").asInt(0)
                    + " "
                    + line.path("had").asInt(0)
                    + " "
                    + line.path("now").asInt(0))
        .containsExactly("db 1 1 1", "web 1 1 0");
    YearMonth month = YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC));
    Reply csv = admin.get("/v1/reports/coverage?format=csv&month=" + month);
    assertThat(csv.body().lines().toList()).hasSize(2);
    Reply html = admin.get("/v1/reports/coverage?format=html&month=" + month);
    assertThat(html.body()).contains("<h1>Coverage " + month, "backup-agent");
  }

  @Test
  void aMomentThatIsNotKnownIsRefused() {
    assertThat(admin.get("/v1/instances?at=2001-01-01").body())
        .contains("query-invalid", "lies before what is known, which begins at");
    assertThat(admin.get("/v1/instances?at=2100-01-01").body()).contains("lies ahead");
    assertThat(admin.get("/v1/instances?at=yesterday").body())
        .contains("must be a moment such as 2026-03-01T12:00:00Z or a day");
  }
}

package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.server.pki.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Machines join without Puppet: with a one-time token, or when a person approves. */
class JoinIT extends AtServer {

  private final Caller anybody;

  JoinIT() throws Exception {
    anybody = server.anybody();
  }

  private JsonNode token(String body) {
    Reply reply =
        admin.send(
            "POST",
            "/v1/join/tokens",
            body.getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json();
  }

  private String value(String body) {
    return token(body).path("value").asString("");
  }

  private Credential joined(String certname) {
    Machine machine = Machine.named(certname);
    Reply reply = machine.join(anybody, value("{}"));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return machine.with(reply.body());
  }

  private int ask(Credential credential) throws Exception {
    try (Caller node = server.node(credential)) {
      return node.get("/v1/nodes/self").status();
    }
  }

  @Test
  void aMachineWithATokenGetsACertificateThatOpensItsNode() throws Exception {
    String value = value("{\"tags\":[\"database\",\"environment=production\"]}");
    Machine machine = Machine.named("fresh.lab");
    Reply reply = machine.join(anybody, value);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);

    assertThat(ask(machine.with(reply.body()))).isEqualTo(200);
    assertThat(admin.get("/v1/nodes/fresh.lab").json().path("tags").toString())
        .isEqualTo("[\"database\",\"environment=production\"]");
    JsonNode newest = admin.get("/v1/join/tokens").json().path("items").path(0);
    assertThat(newest.path("state").asString("")).isEqualTo("used");
    assertThat(newest.path("usedBy").asString("")).isEqualTo("fresh.lab");
    assertThat(newest.toString()).doesNotContain(value);
  }

  @Test
  void ofManyAtTheSameMomentExactlyOneGetsIn() throws Exception {
    String value = value("{}");
    var start = new CountDownLatch(1);
    List<Callable<Reply>> tries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Machine machine = Machine.named("race-" + i + ".lab");
      tries.add(
          () -> {
            start.await();
            return machine.join(anybody, value);
          });
    }
    List<Integer> statuses = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var replies = tries.stream().map(threads::submit).toList();
      start.countDown();
      for (var reply : replies) {
        statuses.add(reply.get().status());
      }
    }
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 403);
    try (Handle database = server.database()) {
      assertThat(
              database
                  .createQuery("select count(*) from node where certname like 'race-%'")
                  .mapTo(Integer.class)
                  .one())
          .isEqualTo(1);
    }
  }

  @Test
  void theSameKeyMayAskAgainWhenTheAnswerWasLost() {
    String value = value("{}");
    Machine machine = Machine.named("again.lab");
    String first = machine.join(anybody, value).body();
    Reply second = machine.join(anybody, value);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first);
    Reply other = Machine.named("again.lab").join(anybody, value);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.body()).contains("This token was used at");
  }

  @Test
  void wrongEndedRevokedAndForeignTokensSayWhatIsWrong() throws Exception {
    Machine machine = Machine.named("nobody.lab");
    assertThat(machine.join(anybody, "kwj_wrong").body()).contains("This token is not known.");
    assertThat(machine.join(anybody, value("{\"certname\":\"other.lab\"}")).body())
        .contains("This token is for other.lab, not for nobody.lab.");

    JsonNode revoked = token("{}");
    admin.delete("/v1/join/tokens/" + revoked.path("token").path("id").asString(""));
    assertThat(machine.join(anybody, revoked.path("value").asString("")).body())
        .contains("This token was revoked at");

    JsonNode ended = token("{\"validFor\":\"1h\"}");
    try (Handle database = server.database()) {
      database.execute(
          "update join_token set expires_at = ? where id = ?",
          java.sql.Timestamp.from(Instant.now().minusSeconds(5)),
          ended.path("token").path("id").asString(""));
    }
    Reply late = machine.join(anybody, ended.path("value").asString(""));
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.problem()).isEqualTo("join-token-refused");
    assertThat(late.body()).contains("This token ended at");
    assertThat(admin.get("/v1/nodes/nobody.lab").status()).isEqualTo(404);
  }

  @Test
  void aNameThatIsThereNeedsATokenThatNamesItAndThenTheOldCertificateIsNotGoodAnyMore()
      throws Exception {
    Credential before = joined("rebuilt.lab");
    tag("rebuilt.lab", "user/admin", List.of("role=db"));
    Reply taken = Machine.named("rebuilt.lab").join(anybody, value("{}"));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.problem()).isEqualTo("certname-taken");
    assertThat(ask(before)).isEqualTo(200);

    Machine machine = Machine.named("rebuilt.lab");
    Reply reply = machine.join(anybody, value("{\"certname\":\"rebuilt.lab\"}"));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(ask(machine.with(reply.body()))).isEqualTo(200);
    assertThatThrownBy(() -> ask(before)).hasRootCauseInstanceOf(IOException.class);
    assertThat(admin.get("/v1/nodes/rebuilt.lab").json().path("tags").toString())
        .isEqualTo("[\"role=db\"]");
  }

  @Test
  void aNodeOfAnotherAuthorityIsNotTakenOverUntilAPersonLinksThem() throws Exception {
    try (Caller puppet = server.node("both.lab")) {
      assertThat(puppet.putTags("self", "node", List.of("a")).status()).isEqualTo(200);
    }
    String value = value("{\"certname\":\"both.lab\"}");
    Machine machine = Machine.named("both.lab");
    Reply refused = machine.join(anybody, value);
    assertThat(refused.problem()).isEqualTo("certname-taken");
    assertThat(refused.body()).contains("kitward node link both.lab");

    assertThat(
            admin
                .send(
                    "POST",
                    "/v1/nodes/both.lab/link",
                    "{}".getBytes(StandardCharsets.UTF_8),
                    "content-type",
                    "application/json")
                .status())
        .isEqualTo(204);
    Reply reply = machine.join(anybody, value);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(ask(machine.with(reply.body()))).isEqualTo(200);
    assertThat(ask(server.credential("both.lab"))).isEqualTo(200);
  }

  @Test
  void aRequestIsWorthNothingUntilAPersonApprovesIt() throws Exception {
    Machine machine = Machine.named("asks.lab");
    Reply asked =
        anybody.send("POST", "/join/requests", machine.request(), "content-type", Machine.PEM);
    assertThat(asked.status()).isEqualTo(202);
    String id = asked.json().path("id").asString("");
    assertThat(collect(machine, id).status()).isEqualTo(202);
    assertThat(collect(Machine.named("asks.lab"), id).problem()).isEqualTo("join-request-unknown");
    assertThat(admin.get("/v1/nodes/asks.lab").status()).isEqualTo(404);
    try (Handle database = server.database()) {
      assertThat(
              database
                  .createQuery(
                      "select count(*) from node_certificate c join node n on n.id = c.node_id where certname = 'asks.lab'")
                  .mapTo(Integer.class)
                  .one())
          .isZero();
    }

    assertThat(admin.send("POST", "/v1/join/requests/" + id + "/approve", new byte[0]).status())
        .isEqualTo(200);
    Reply collected = collect(machine, id);
    assertThat(collected.status()).isEqualTo(200);
    assertThat(ask(machine.with(collected.body()))).isEqualTo(200);
    assertThat(collect(Machine.named("asks.lab"), id).status()).isEqualTo(404);
    assertThat(admin.send("POST", "/v1/join/requests/" + id + "/deny", new byte[0]).problem())
        .isEqualTo("join-request-decided");
  }

  private Reply collect(Machine machine, String id) {
    return anybody.send(
        "POST",
        "/join/requests/" + id,
        machine.sign("kitward-join:" + id),
        "content-type",
        "application/octet-stream");
  }

  @Test
  void aNodeGetsANewCertificateForTheOneThatItShows() throws Exception {
    Credential before = joined("renews.lab");
    Machine machine = Machine.named("renews.lab");
    try (Caller node = server.node(before)) {
      Reply foreign =
          node.send(
              "POST",
              "/v1/nodes/self/certificate",
              Machine.named("other.lab").request(),
              "content-type",
              Machine.PEM);
      assertThat(foreign.problem()).isEqualTo("join-request-invalid");
      Reply renewed =
          node.send(
              "POST", "/v1/nodes/self/certificate", machine.request(), "content-type", Machine.PEM);
      assertThat(renewed.status()).as(renewed.toString()).isEqualTo(200);
      assertThat(ask(machine.with(renewed.body()))).isEqualTo(200);
    }
    assertThat(ask(before)).isEqualTo(200); // until it ends: the answer may have been lost
    try (Caller puppet = server.node("puppets.lab")) {
      assertThat(
              puppet
                  .send(
                      "POST",
                      "/v1/nodes/self/certificate",
                      Machine.named("puppets.lab").request(),
                      "content-type",
                      Machine.PEM)
                  .problem())
          .isEqualTo("certificate-foreign");
    }
  }

  @Test
  void oneAddressMayNotAskTooOften() throws Exception {
    try (TestServer strict = TestServer.with("--join.per-minute=3");
        Caller stranger = strict.anybody()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        statuses.add(Machine.named("m.lab").join(stranger, "kwj_guess").status());
      }
      assertThat(statuses).startsWith(403, 403, 403).endsWith(429);
      assertThat(stranger.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void theScriptIsWholeAndItsAuthorityHasTheFingerprintOfTheCommand() {
    String script = anybody.get("/join").body();
    assertThat(script)
        .startsWith("#!/bin/sh")
        .doesNotContain("@PEOPLE_CA@", "@NODE_CA@", "@NODE_DOOR@")
        .endsWith("main\n");
    String command = token("{}").path("command").asString("");
    String fingerprint = io.kitward.protocol.Json.sha256(anybody.get("/join/ca.pem").body());
    assertThat(command).contains(fingerprint + "  $ca").contains("KITWARD_TOKEN=kwj_");
  }
}

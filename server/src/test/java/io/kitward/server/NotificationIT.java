package io.kitward.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kitward.server.notify.Receiver;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** A whole server tells a real receiver of its exceptions. */
class NotificationIT {

  private static final String INSIDE = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.kitward");
  private TestServer server;
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    log.start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(log);
    server = TestServer.start();
    receiver = new Receiver();
  }

  @AfterEach
  void stop() throws IOException {
    receiver.close();
    server.close();
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private String webhook() {
    return """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: on-call}
        spec: {type: webhook, url: '%s', secret: 'secret:on-call@1'}
        ---
        """
        .formatted(receiver.url());
  }

  private static void apply(Caller admin, String... documents) {
    Reply reply = admin.apply(String.join("", documents));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private static void tag(Caller admin, String certname) {
    assertThat(admin.putTags(certname, "user/admin", List.of("database")).status()).isEqualTo(200);
  }

  /** Two policies of one rank: where they differ, there is a conflict. */
  private static String policies(int port) {
    return Documents.policy("one", "database", "exporter", 9100)
        + Documents.policy("two", "database", "exporter", port);
  }

  private static JsonNode backend(Caller admin) {
    for (JsonNode each : admin.get("/v1/backends").json().path("items")) {
      if (each.path("name").asString("").equals("on-call")) {
        return each;
      }
    }
    throw new AssertionError("no backend on-call");
  }

  private void webhooks(long count) throws IOException {
    try (var database = server.database()) {
      await()
          .until(
              () ->
                  database.select("select count(*) from receiver").mapTo(Long.class).one()
                      == count);
    }
  }

  @Test
  void aConflictIsToldWhenItOpensAndWhenItClosesAlsoOverARestart() throws Exception {
    try (Caller admin = server.admin()) {
      String secret = "{\"name\":\"on-call\",\"value\":\"whsec_" + INSIDE + "\"}";
      assertThat(
              admin
                  .send(
                      "POST",
                      "/v1/secrets",
                      secret.getBytes(UTF_8),
                      "content-type",
                      "application/json")
                  .status())
          .isEqualTo(201);
      tag(admin, "db0.lab");
      apply(admin, Documents.service("exporter"), policies(9200));
      await().until(() -> new View(admin).exceptions("conflict", "open").size() == 1);
      apply(admin, webhook());
      webhooks(1);
      // It was sent nothing yet, and as it asks nothing, no token was made for it.
      assertThat(backend(admin).path("status").asString("")).isEqualTo("not-asked");
      assertThat(admin.get("/v1/secrets").body()).doesNotContain("console-on-call");

      receiver.answers.add(503);
      tag(admin, "db1.lab");
      await().until(() -> backend(admin).path("status").asString("").equals("unreachable"));
      assertThat(backend(admin).path("message").asString("")).contains("answers with status 503");
    }
    server.restart();
    try (Caller admin = server.admin()) {
      await().until(() -> receiver.requests.size() == 2);
      await().until(() -> backend(admin).path("status").asString("").equals("ok"));
      apply(admin, policies(9100));
      await().until(() -> receiver.requests.size() == 3);
      toldOfDb1Alone();
      // An outage of the receiver is no exception of its own.
      await().until(() -> new View(admin).all("/v1/exceptions?state=closed").size() == 2);
      assertThat(new View(admin).all("/v1/exceptions?state=open")).isEmpty();
      showsNoSecret(admin);
      assertThat(admin.delete("/v1/documents/Backend/on-call").status()).isEqualTo(204);
      webhooks(0);
    }
    assertThat(
            log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .collect(Collectors.joining("\n")))
        .contains("receiver on-call: ")
        .doesNotContain(INSIDE);
  }

  private void toldOfDb1Alone() {
    List<String> words = receiver.words();
    assertThat(words.get(0)).startsWith("opened x-").isEqualTo(words.get(1));
    assertThat(words.get(2)).isEqualTo(words.get(0).replace("opened", "closed"));
    for (var request : receiver.requests) {
      assertThat(request.event().path("subject").asString("")).isEqualTo("node/db1.lab");
      assertThat(request.headers()).containsKeys("webhook-id", "webhook-signature");
      assertThat(request.headers() + request.body()).doesNotContain(INSIDE);
    }
  }

  private static void showsNoSecret(Caller admin) {
    for (String path :
        List.of("/v1/backends", "/v1/status", "/v1/exceptions", "/v1/audit", "/v1/secrets")) {
      Reply reply = admin.get(path);
      assertThat(reply.status()).as(path).isEqualTo(200);
      assertThat(reply.body()).as(path).doesNotContain(INSIDE);
    }
  }
}

package io.kitward.lab;

import io.kitward.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A mission that is brought as far as somebody needs it: documents, the console, servers with a
 * connector. What is there already is not done again. For one thread.
 */
public final class Stage implements AutoCloseable {

  public static final String DB1 = "db1.lab";
  public static final String WEB1 = "web1.lab";
  public static final String MON = "mon.lab";
  public static final String EXPORTER = "node-exporter";
  public static final String RSYSLOG = "rsyslog";

  /** Long enough for anything on a machine that others use too. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private static final String SOURCE = "user/stage";
  private static final Pattern CONFIRMATION = Pattern.compile("--confirm=([0-9]+)");

  private final Mission mission;
  private boolean documents;

  private Stage(Mission mission) {
    this.mission = mission;
  }

  /** Opens a mission in a room. */
  public static Stage open(Room room) {
    return new Stage(Mission.open(room, line -> System.out.println("stage: " + line)));
  }

  public Mission mission() {
    return mission;
  }

  /** The server's API. */
  public ServerApi api() {
    return mission.api();
  }

  /** The documents are applied and mon is configured as their console. */
  public Stage console() {
    if (!documents) {
      mission.applyDocuments();
      documents = true;
    }
    enrolled(mission.mon());
    await(
        "the console's own configuration on mon",
        () -> isWell(MON, "prometheus-job") && isWell(MON, "rsyslog-receiver"),
        MON);
    return this;
  }

  /** The console, db1 and web1 are there, and db1 has the tags that are in Puppet's code. */
  public Stage servers() {
    console();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var db1 = CompletableFuture.runAsync(() -> enrolled(mission.db1()), threads);
      enrolled(mission.web1());
      db1.join();
    }
    return this;
  }

  /** The servers are there; db1 is in production but no database, so that it has no service. */
  public Stage bare() {
    console();
    mission.puppetCode("site-without-database.pp");
    if (!tags(DB1).equals(List.of("environment=production"))) {
      tag();
      mission.db1().run().orThrow();
    }
    servers();
    resume();
    awaitNothing();
    return this;
  }

  /** A host's agent has run and its connector is connected. */
  public PuppetAgent enrolled(PuppetAgent agent) {
    String certname = agent.host().certname();
    if (!isConnected(certname)) {
      agent.run().orThrow();
      await("the connector of " + certname, () -> isConnected(certname), certname);
    }
    return agent;
  }

  /** Whether a node's connector has a session now. */
  public boolean isConnected(String certname) {
    ServerApi.Answer answer = api().send("GET", "/v1/nodes/" + certname, "", "");
    return answer.status() == 200 && answer.json().path("connected").asBoolean(false);
  }

  /** A node's tags from all sources. */
  public List<String> tags(String certname) {
    ServerApi.Answer answer = api().send("GET", "/v1/nodes/" + certname, "", "");
    return answer.status() == 404
        ? List.of()
        : answer.orThrow().json().path("tags").valueStream().map(tag -> tag.asString("")).toList();
  }

  /** Replaces the tags that a person attached to db1. */
  public void tag(String... tags) {
    if (api().send("GET", "/v1/nodes/" + DB1, "", "").status() != 404) {
      api().tags(DB1, SOURCE, List.of(tags));
    }
  }

  /** A person makes db1 a database; when this returns both services are healthy. */
  public void database() {
    tag("database");
    awaitDatabase();
  }

  /** Waits until both services of a database are healthy on db1. */
  public void awaitDatabase() {
    await("both services on db1", () -> isHealthy(DB1, EXPORTER) && isHealthy(DB1, RSYSLOG), DB1);
  }

  /** Takes what a person attached to db1 off again and waits until its services are gone. */
  public void strip() {
    tag();
    resume();
    awaitNothing();
  }

  /** A suspension that a failed test left would keep its service, and fail every test after it. */
  private void resume() {
    for (JsonNode instance : mission.instances(DB1)) {
      String service = instance.path("service").asString("");
      if (condition(DB1, service, "Running").path("reason").asString("").equals("Suspended")) {
        mission.db1().host().run("kitward-connector", "resume", service);
        mission.server().command("resume", DB1 + "/" + service);
      }
    }
  }

  private void awaitNothing() {
    await("the end of the services on db1", () -> mission.instances(DB1).isEmpty(), DB1);
  }

  /** Keeps a secret on the server, as its first version. */
  public void secret(String name, String value) {
    var _ =
        api()
            .send(
                "POST",
                "/v1/secrets",
                "application/json",
                Json.MAPPER.writeValueAsString(Map.of("name", name, "value", value)))
            .orThrow();
  }

  /** Deletes a document such as {@code Policy/x}, and confirms what that does where it must be. */
  public void delete(String document) {
    String path = "/v1/documents/" + document;
    ServerApi.Answer answer = api().send("DELETE", path, "", "");
    Matcher figure = CONFIRMATION.matcher(answer.body());
    if (answer.status() == 409 && figure.find()) {
      answer = api().send("DELETE", path + "?confirm=" + figure.group(1), "", "");
    }
    var _ = answer.orThrow();
  }

  /** Whether the service does what it shall on the node. */
  public boolean isHealthy(String certname, String service) {
    return mission.condition(certname, service, "Healthy").equals("True");
  }

  /** Whether every condition that applies is True. */
  public boolean isWell(String certname, String service) {
    String phase = mission.phase(certname, service);
    return phase.equals("ok") || phase.equals("repaired");
  }

  /** A condition with its status, reason and message; missing while there is no instance. */
  public JsonNode condition(String certname, String service, String type) {
    for (JsonNode instance : mission.instances(certname)) {
      if (instance.path("service").asString("").equals(service)) {
        for (JsonNode condition : instance.path("conditions")) {
          if (condition.path("type").asString("").equals(type)) {
            return condition;
          }
        }
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }

  /** Waits for something; in vain it says how the node stands. */
  public void await(String what, java.util.function.BooleanSupplier holds, String certname) {
    Mission.await(
        what, LIMIT, holds, () -> mission.server().command("describe", certname).stdout());
  }

  @Override
  public void close() {
    mission.close();
  }
}

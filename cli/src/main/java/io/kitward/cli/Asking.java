package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a node for something now, and waits until it answered or no answer comes any more. */
final class Asking {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Api api;
  private final String path;

  Asking(Api api, String node) {
    this.api = api;
    this.path = "/v1/nodes/" + Api.escape(node) + "/operations";
  }

  /** A request of a kind; what does not matter to it can stay as it is. */
  static ObjectNode request(String kind, String service) {
    return Api.MAPPER
        .createObjectNode()
        .put("kind", kind)
        .put("service", service)
        .put("until", "")
        .put("reason", "")
        .put("lines", 200)
        .put("seconds", 60);
  }

  /**
   * What became of it.
   *
   * @throws Failure when the node did not do it
   */
  JsonNode outcome(ObjectNode request) throws InterruptedException {
    var body = BodyPublishers.ofByteArray(Api.MAPPER.writeValueAsBytes(request));
    JsonNode operation =
        api.send("POST", path, body, Map.of("content-type", "application/json")).body();
    while (!operation.path("over").asBoolean(false)) {
      Thread.sleep(PAUSE);
      operation = api.get(path + "/" + Nouns.text(operation, "id"));
    }
    String state = Nouns.text(operation, "state");
    if (state.equals("done")) {
      return operation;
    }
    String message = Nouns.text(operation, "message");
    throw new Failure(
        state.equals("overdue") ? Exit.TIMEOUT : Exit.FAILED,
        "operation-" + state,
        Text.clean(message.isEmpty() ? "The node did not do it: " + state : message),
        state.equals("failed") ? "" : "Ask again.");
  }

  /** What it handed over; empty when it handed over nothing. */
  byte[] result(JsonNode operation) {
    return operation.path("size").asInt(0) == 0
        ? new byte[0]
        : api.bytes(path + "/" + Nouns.text(operation, "id") + "/result");
  }
}

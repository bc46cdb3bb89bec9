package io.kitward.lab;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Tests on the shared hosts, each of which finds them bare and leaves them bare. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
abstract class OnBareHosts {

  final Stage stage;

  OnBareHosts(Stage stage) {
    this.stage = stage;
  }

  @BeforeEach
  void ready() {
    stage.bare();
  }

  @AfterEach
  void bareAgain() {
    stage.strip();
  }

  /** The open exceptions of all services and nodes. */
  final List<JsonNode> exceptions() {
    return stage.api().get("/v1/exceptions?state=open").path("items").valueStream().toList();
  }

  /** The open exception of a kind; missing while there is none. */
  final JsonNode exception(String kind) {
    return exceptions().stream()
        .filter(one -> one.path("kind").asString("").equals(kind))
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }
}

package io.kitward.lab;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

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
}

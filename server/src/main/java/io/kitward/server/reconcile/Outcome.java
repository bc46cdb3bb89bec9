package io.kitward.server.reconcile;

import java.time.Duration;

/** What a step of reconciling asks of the queue. */
public sealed interface Outcome {

  /** Nothing more to do until something makes the key due again. */
  record Done() implements Outcome {}

  /** Look again after this time, whatever happens. */
  record Again(Duration after) implements Outcome {}

  static Outcome done() {
    return new Done();
  }

  static Outcome again(Duration after) {
    return new Again(after);
  }
}

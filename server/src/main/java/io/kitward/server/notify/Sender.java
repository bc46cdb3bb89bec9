package io.kitward.server.notify;

import io.kitward.server.desired.Policy;
import java.time.Duration;
import java.util.List;

/** One way to tell a receiver. */
interface Sender {

  /** Which server speaks, with a slash at its end. */
  static String source(String peopleUrl) {
    return peopleUrl.endsWith("/") ? peopleUrl : peopleUrl + "/";
  }

  /** How many notices it can tell at once. */
  int most();

  /** How long it rests after it told some, so that what happens meanwhile is told together. */
  Duration pause();

  /**
   * Tells them.
   *
   * @param notices at least one, at most {@link #most}
   */
  Answer send(Policy.Receiver receiver, List<Notice> notices) throws InterruptedException;
}

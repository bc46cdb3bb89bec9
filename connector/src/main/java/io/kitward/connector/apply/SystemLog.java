package io.kitward.connector.apply;

import io.kitward.protocol.NodeEvent;
import java.util.List;

/** The machine's own log, where whoever works on the machine looks first. Must not block. */
public interface SystemLog {

  /**
   * Something happened.
   *
   * @param units the units that it is about: people who read a unit's log find it there
   * @param message a line for people
   * @return whether it is taken; else the caller writes it to its own output
   */
  boolean say(NodeEvent event, List<String> units, String message);
}

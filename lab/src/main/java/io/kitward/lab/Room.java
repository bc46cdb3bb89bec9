package io.kitward.lab;

import java.util.Locale;

/**
 * A part of the lab with its own hosts and subnet, so that demo, tests and benchmarks can run at
 * the same time.
 */
public enum Room {
  DEMO(0),
  TEST(100),
  BENCH(200);

  private final int portOffset;

  Room(int portOffset) {
    this.portOffset = portOffset;
  }

  /**
   * What a server of this room adds to the usual ports, so that rooms don't meet on this machine.
   */
  int portOffset() {
    return portOffset;
  }

  /** The name that lab.sh knows the room by. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

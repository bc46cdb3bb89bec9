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
    return portOffset + 1000 * Integer.parseInt(lane());
  }

  /** The name that lab.sh knows the room by. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A name that no other room on this machine has, whatever its lane. */
  public String id() {
    return lane().equals("0") ? word() : word() + lane();
  }

  /** The lane of this checkout: several can use the lab of one machine at once. */
  private static String lane() {
    String lane = System.getenv("LAB_LANE");
    return lane == null || lane.isEmpty() ? "0" : lane;
  }
}

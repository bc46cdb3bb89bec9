package io.kitward.lab;

import java.util.Locale;

/**
 * A part of the lab with its own hosts and subnet, so that demo, tests and benchmarks can run at
 * the same time.
 */
public enum Room {
  DEMO,
  TEST,
  BENCH;

  /** The name that lab.sh knows the room by. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

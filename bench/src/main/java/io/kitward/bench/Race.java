package io.kitward.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToLongFunction;

/**
 * Engines that take turns: in every round each one works for about the same time, so that a noisy
 * moment hits all of them. What counts is the median over the rounds. For one thread.
 */
final class Race {
  private static final double NANOS_PER_MILLI = 1e6;

  private final int rounds;
  private final double sliceMillis;
  private final Map<String, Runner> runners = new LinkedHashMap<>();
  private long sink;

  /**
   * A race.
   *
   * @param sliceMillis about how long an engine works in one round
   */
  Race(int rounds, double sliceMillis) {
    this.rounds = rounds;
    this.sliceMillis = sliceMillis;
  }

  /** One engine: does the operation of a number, and returns something that depends on it. */
  private static final class Runner {
    private final IntToLongFunction operation;
    private final int unit;
    private final List<Double> nanos = new ArrayList<>();
    private int operations = 1;
    private int next;
    private boolean fixed;

    Runner(IntToLongFunction operation, int unit) {
      this.operation = operation;
      this.unit = unit;
    }
  }

  /** An engine whose operation counts once. */
  void add(String name, IntToLongFunction operation) {
    add(name, 1, operation);
  }

  /** An engine whose operation counts so many times, as a batch does. */
  void add(String name, int unit, IntToLongFunction operation) {
    runners.put(name, new Runner(operation, unit));
  }

  /** An engine that does the same number of operations in every round, the same ones each time. */
  void addFixed(String name, int operations, IntToLongFunction operation) {
    Runner runner = new Runner(operation, 1);
    runner.operations = operations;
    runner.fixed = true;
    runners.put(name, runner);
  }

  /** An engine whose operations go round in a circle of this length, from one slice to the next. */
  void addCycled(String name, int length, IntToLongFunction operation) {
    add(name, number -> operation.applyAsLong(number % length));
  }

  /** Runs all rounds; answers the nanoseconds of one operation by engine, the medians. */
  Times run() {
    for (Runner runner : runners.values()) {
      warm(runner);
    }
    for (int round = 0; round < rounds; round++) {
      for (Runner runner : runners.values()) {
        double took = time(runner);
        runner.nanos.add(took / runner.operations / runner.unit);
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    runners.forEach(
        (name, runner) ->
            medians.put(
                name, median(runner.nanos.stream().mapToDouble(Double::doubleValue).toArray())));
    return new Times(medians);
  }

  /** The nanoseconds of one operation, by engine. */
  record Times(Map<String, Double> nanos) {
    double micros(String engine) {
      return Objects.requireNonNull(nanos.get(engine)) / 1_000;
    }
  }

  /** Works for some slices, and finds out how many operations fill one. */
  private void warm(Runner runner) {
    if (runner.fixed) {
      time(runner);
      return;
    }
    double spent = 0;
    while (spent < 3 * sliceMillis * NANOS_PER_MILLI) {
      double took = time(runner);
      spent += took;
      double fitting = runner.operations * sliceMillis * NANOS_PER_MILLI / Math.max(1, took);
      runner.operations = (int) Math.clamp(fitting, 1, 4.0 * runner.operations);
    }
  }

  private double time(Runner runner) {
    if (runner.fixed) {
      runner.next = 0;
    }
    long begin = System.nanoTime();
    for (int i = 0; i < runner.operations; i++) {
      sink += runner.operation.applyAsLong(runner.next++ & Integer.MAX_VALUE);
    }
    return System.nanoTime() - begin;
  }

  /** Something that depends on everything that was computed. */
  long sink() {
    return sink;
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** A value that this share of the values doesn't exceed. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
  }
}

package io.kitward.lab.simulate;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the brake makes of a fleet that loses its tags, by the design's rule: of each service the
 * larger of 5 instances and 2 % may go within an hour.
 *
 * @param removed instances that go at once, by service
 * @param held instances whose removal waits for a person, by service
 */
public record Brakes(SortedMap<String, Integer> removed, SortedMap<String, Integer> held) {

  private static final int LEAST = 5;
  private static final int PERCENT = 2;

  /** The brake's doing when the fleet goes from so many instances to fewer. */
  public static Brakes between(
      SortedMap<String, Integer> before, SortedMap<String, Integer> after) {
    var removed = new TreeMap<String, Integer>();
    var held = new TreeMap<String, Integer>();
    before.forEach(
        (service, count) -> {
          int lost = count - after.getOrDefault(service, 0);
          int allowed = Math.min(lost, Math.max(LEAST, count * PERCENT / 100));
          removed.put(service, allowed);
          held.put(service, lost - allowed);
        });
    return new Brakes(removed, held);
  }

  /** All instances that go at once. */
  public int allRemoved() {
    return sum(removed);
  }

  /** All instances whose removal waits. */
  public int allHeld() {
    return sum(held);
  }

  /** The sum over all services. */
  public static int sum(SortedMap<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}

package io.kitward.server.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads figures over time. Every method runs in the caller's transaction. */
public final class FigureReader {

  /** More points than this no chart shows. */
  public static final int POINTS = 400;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30));

  private FigureReader() {}

  /** The shortest step in which a stretch of time has no more than {@link #POINTS} points. */
  public static Duration step(Duration time) {
    return STEPS.stream()
        .filter(step -> step.multipliedBy(POINTS).compareTo(time) >= 0)
        .findFirst()
        .orElse(STEPS.getLast());
  }

  /** One service's samples in steps of that length, oldest first; the empty name is all. */
  public static List<Sample> of(
      Handle handle, String service, Instant from, Instant to, Duration step) {
    return Sample.every(step, SampleTable.of(handle, service, from, to));
  }

  /** The services of which there are figures, sorted. */
  public static List<String> services(Handle handle) {
    return handle
        .createQuery(
            "select service from (select distinct service from sample where service <> '') s order by service collate \"C\"")
        .mapTo(String.class)
        .list();
  }
}

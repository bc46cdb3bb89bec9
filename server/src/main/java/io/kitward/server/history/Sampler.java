package io.kitward.server.history;

import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Writes down once a minute how the fleet is, and which nodes went away or came back; one server of
 * several does. A minute's figures are kept for two days, an hour's for sixty, a day's as long as
 * the history is. Thread-safe.
 */
public final class Sampler {

  static final Duration MINUTES_KEPT = Duration.ofDays(2);
  static final Duration HOURS_KEPT = Duration.ofDays(60);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** What is written now may be committed by others a moment later. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(5);

  private static final long LOCK = 0x6b697477_73616d70L;

  private final Store store;
  private final Duration kept;
  private final Clock clock;
  private final Instant running;

  /**
   * A sampler.
   *
   * @param kept how long days are kept
   */
  public Sampler(Store store, Duration kept, Clock clock) {
    this.store = store;
    this.kept = kept;
    this.clock = clock;
    this.running = clock.instant();
  }

  /** Writes the sample of this minute unless it is there; false when it was. */
  public boolean take() {
    Instant now = clock.instant();
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    return store.write(
        handle -> {
          boolean mine =
              handle
                  .createQuery("select pg_try_advisory_xact_lock(:lock)")
                  .bind("lock", LOCK)
                  .mapTo(Boolean.class)
                  .one();
          if (!mine || SampleTable.has(handle, minute)) {
            return false;
          }
          AwayTable.look(handle, running, now);
          SampleTable.add(handle, samples(handle, minute, now));
          lengthen(handle, MINUTE, HOUR, now.minus(MINUTES_KEPT).truncatedTo(ChronoUnit.HOURS));
          lengthen(handle, HOUR, DAY, now.minus(HOURS_KEPT).truncatedTo(ChronoUnit.DAYS));
          SampleTable.take(handle, DAY, now.minus(kept));
          return true;
        });
  }

  private static void lengthen(Handle handle, Duration from, Duration to, Instant before) {
    Map<String, List<Sample>> longer = new HashMap<>();
    SampleTable.take(handle, from, before)
        .forEach((service, samples) -> longer.put(service, Sample.every(to, samples)));
    SampleTable.add(handle, longer);
  }

  /** What one service's sample is made of. */
  private static final class Figures {
    private final Map<Phase, Double> phases = new EnumMap<>(Phase.class);
    private final int[] proven = new int[Times.CLASSES];
    private int repairs;
    private boolean anyProven;

    Sample sample(Instant minute) {
      return new Sample(
          minute,
          MINUTE,
          phases,
          repairs,
          anyProven ? Arrays.stream(proven).boxed().toList() : List.of());
    }
  }

  private static Map<String, List<Sample>> samples(Handle handle, Instant minute, Instant now) {
    Map<String, Figures> figures = new TreeMap<>();
    figures.put("", new Figures());
    phases(handle, figures, now);
    repairs(handle, figures, now);
    proven(handle, figures);
    Map<String, List<Sample>> samples = new TreeMap<>();
    figures.forEach((service, all) -> samples.put(service, List.of(all.sample(minute))));
    return samples;
  }

  private static List<Figures> of(Map<String, Figures> figures, String service) {
    return List.of(
        figures.computeIfAbsent("", _ -> new Figures()),
        figures.computeIfAbsent(service, _ -> new Figures()));
  }

  private static void phases(Handle handle, Map<String, Figures> figures, Instant now) {
    handle
        .createQuery(
            """
            select o.service, count(*) as instances, case
                when a.node_id is not null and o.phase <> 'blocked' then 'stale'
                when o.phase = 'ok' and i.id is not null then 'repaired'
                else o.phase end as shown
            from instance_open o
              left join away_open a on a.node_id = o.node_id
              left join instance i on i.node_id = o.node_id and i.service = o.service
                and i.repaired_at > :repaired
            group by 1, 3
            """)
        .bind("repaired", now.minus(Phases.REPAIRED_FOR))
        .map(
            (row, _) -> {
              Phase phase = Phase.of(row.getString("shown")).orElseThrow();
              double count = row.getLong("instances");
              of(figures, row.getString("service"))
                  .forEach(each -> each.phases.merge(phase, count, Double::sum));
              return phase;
            })
        .list();
  }

  private static void repairs(Handle handle, Map<String, Figures> figures, Instant now) {
    Instant until = now.minus(SETTLED_AFTER);
    handle
        .createQuery(
            """
            select service, count(*) as repairs from event
            where kind = 'repaired' and recorded_at <= :until
              and recorded_at > (select coalesce(max(at), cast(:until as timestamptz) - interval '1 minute') from sample_until)
            group by service
            """)
        .bind("until", until)
        .map(
            (row, _) -> {
              int count = row.getInt("repairs");
              of(figures, row.getString("service")).forEach(each -> each.repairs += count);
              return count;
            })
        .list();
    handle.execute("delete from sample_until");
    handle.execute("insert into sample_until values (?)", until);
  }

  private static void proven(Handle handle, Map<String, Figures> figures) {
    handle
        .createQuery("delete from proving returning service, milliseconds")
        .map(
            (row, _) -> {
              int place = Times.of(row.getLong("milliseconds") / 1000.0);
              of(figures, row.getString("service"))
                  .forEach(
                      each -> {
                        each.proven[place]++;
                        each.anyProven = true;
                      });
              return place;
            })
        .list();
  }
}

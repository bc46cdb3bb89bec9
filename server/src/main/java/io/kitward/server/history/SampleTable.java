package io.kitward.server.history;

import io.kitward.server.desired.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rows of figures over time. Every method runs in the caller's transaction. */
final class SampleTable {

  private static final String COLUMNS =
      Arrays.stream(Phase.values()).map(Phase::word).collect(Collectors.joining(", "));
  private static final String VALUES =
      Arrays.stream(Phase.values())
          .map(phase -> ":" + phase.word())
          .collect(Collectors.joining(", "));

  private SampleTable() {}

  /** Whether there is a sample of this minute, of this server or another one. */
  static boolean has(Handle handle, Instant minute) {
    return handle
        .createQuery("select 1 from sample where span = 60 and service = '' and at = :at")
        .bind("at", minute)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Writes samples.
   *
   * @param samples by service; that of the empty name is of all
   */
  static void add(Handle handle, Map<String, ? extends Collection<Sample>> samples) {
    var batch =
        handle.prepareBatch(
            """
            insert into sample (span, at, service, %s, repairs, proven)
            values (:span, :at, :service, %s, :repairs, cast(string_to_array(:proven, ',') as integer[]))
            on conflict do nothing
            """
                .formatted(COLUMNS, VALUES));
    samples.forEach(
        (service, all) ->
            all.forEach(
                sample -> {
                  for (Phase phase : Phase.values()) {
                    batch.bind(phase.word(), sample.phases().getOrDefault(phase, 0.0).floatValue());
                  }
                  batch
                      .bind("span", (int) sample.span().toSeconds())
                      .bind("at", sample.at())
                      .bind("service", service)
                      .bind("repairs", sample.repairs())
                      .bind(
                          "proven",
                          sample.proven().stream()
                              .map(String::valueOf)
                              .collect(Collectors.joining(",")))
                      .add();
                }));
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /** One service's samples that begin in that time, oldest first. */
  static List<Sample> of(Handle handle, String service, Instant from, Instant to) {
    return handle
        .createQuery(
            "select * from sample where service = :service and at >= :from and at < :to order by at, span")
        .bind("service", service)
        .bind("from", from)
        .bind("to", to)
        .map((row, _) -> sample(row))
        .list();
  }

  /** Takes the samples of this length away that are older; returns them by service. */
  static Map<String, List<Sample>> take(Handle handle, Duration span, Instant before) {
    Query taken =
        handle
            .createQuery("delete from sample where span = :span and at < :before returning *")
            .bind("span", (int) span.toSeconds())
            .bind("before", before);
    return taken
        .map((row, _) -> Map.entry(row.getString("service"), sample(row)))
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                TreeMap::new,
                Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static Sample sample(ResultSet row) throws SQLException {
    Map<Phase, Double> phases = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      double count = row.getFloat(phase.word());
      if (count > 0) {
        phases.put(phase, count);
      }
    }
    return new Sample(
        row.getTimestamp("at").toInstant(),
        Duration.ofSeconds(row.getInt("span")),
        phases,
        row.getInt("repairs"),
        List.of((Integer[]) row.getArray("proven").getArray()));
  }
}

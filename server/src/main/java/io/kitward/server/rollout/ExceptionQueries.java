package io.kitward.server.rollout;

import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import io.kitward.server.rollout.ExceptionCareTable.Care;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as people look at them: with the care that is taken of them, page by page, and by
 * their causes. Each page costs what it shows, however many there are. Every method runs in the
 * caller's transaction.
 */
public final class ExceptionQueries {

  /** An exception with what people say of it. */
  public record Cared(ExceptionTable.Row row, Care care) {}

  /**
   * Which ones.
   *
   * @param state null for every state
   * @param kind null for every kind
   * @param cause null for every cause
   */
  public record Filter(@Nullable State state, @Nullable String kind, @Nullable String cause) {}

  /** How an exception stands; the condition of each is what an index holds. */
  public enum State {
    OPEN("e.closed_at is null and not exists " + Acceptance.NOW),
    ACCEPTED("e.closed_at is null and exists " + Acceptance.NOW),
    /** Closed by a person. */
    RELEASED("e.closed_by <> 'server'"),
    /** Closed by itself. */
    CLOSED("e.closed_by = 'server'");

    private final String condition;

    State(String condition) {
      this.condition = condition;
    }
  }

  /** That somebody accepts the exception now, in parentheses. */
  private static final class Acceptance {
    static final String NOW =
        "(select 1 from exception_care a where a.kind = e.kind and a.subject = e.subject"
            + " and a.accepted_until > :now)";

    private Acceptance() {}
  }

  /**
   * Exceptions with one cause.
   *
   * @param newest the id of the newest of them
   * @param count how many there are
   * @param since when the oldest opened
   * @param assignee whose they are; empty: nobody's, or of several
   */
  public record Group(
      String cause,
      String kind,
      String service,
      String message,
      String certname,
      long newest,
      int count,
      Instant since,
      String assignee) {}

  private static final RowMapper<Cared> CARED =
      (row, context) ->
          new Cared(
              ExceptionTable.ROW.map(row, context),
              row.getString("assignee") == null
                  ? Care.NONE
                  : new Care(
                      row.getString("assignee"),
                      Optional.ofNullable(row.getTimestamp("accepted_until"))
                          .map(at -> at.toInstant()),
                      row.getString("accepted_by"),
                      row.getString("reason")));

  private static final String NAMED =
      """
       left join node n on n.id = e.node_id
       left join exception_care c on c.kind = e.kind and c.subject = e.subject
      """;

  private static final String COLUMNS =
      "select e.*, n.certname, c.assignee, c.accepted_until, c.accepted_by, c.reason from ";

  private ExceptionQueries() {}

  public static Optional<Cared> find(Handle handle, long id) {
    return handle
        .createQuery(COLUMNS + "exception e" + NAMED + " where e.id = :id")
        .bind("id", id)
        .map(CARED)
        .findOne();
  }

  /** Exceptions before a place, newest first. */
  public static List<Cared> page(
      Handle handle, Filter filter, long before, int limit, Instant now) {
    return bound(handle.createQuery(pageStatement(filter)), filter, before, limit, now)
        .map(CARED)
        .list();
  }

  /** How PostgreSQL reads the newest page, with the rows that it really touched. */
  public static List<String> explain(Handle handle, Filter filter, int limit, Instant now) {
    return bound(
            handle.createQuery(
                "explain (analyze, timing off, costs off, summary off) " + pageStatement(filter)),
            filter,
            Long.MAX_VALUE,
            limit,
            now)
        .mapTo(String.class)
        .list();
  }

  /** The page's own rows first: what they are joined with is read for them alone. */
  private static String pageStatement(Filter filter) {
    return COLUMNS
        + "(select e.* from exception e where e.id < :before"
        + conditions(filter)
        + " order by e.id desc limit :limit) e"
        + NAMED
        + " order by e.id desc";
  }

  /** Equal causes as one, the one with the newest exception first, before a place. */
  public static List<Group> causes(
      Handle handle, Filter filter, long before, int limit, Instant now) {
    return bound(
            handle.createQuery(
                """
                select e.cause, max(e.id) as newest, count(*) as count, min(e.opened_at) as since,
                  case when count(distinct coalesce(c.assignee, '')) = 1 then max(coalesce(c.assignee, '')) else '' end
                    as assignee,
                  (array_agg(e.kind order by e.id desc))[1] as kind,
                  (array_agg(e.service order by e.id desc))[1] as service,
                  (array_agg(e.message order by e.id desc))[1] as message,
                  (array_agg(n.certname order by e.id desc))[1] as certname
                """
                    + " from exception e"
                    + NAMED
                    + " where true"
                    + conditions(filter)
                    + " group by e.cause having max(e.id) < :before order by max(e.id) desc limit :limit"),
            filter,
            before,
            limit,
            now)
        .map(
            (row, _) ->
                new Group(
                    row.getString("cause"),
                    row.getString("kind"),
                    ExceptionTable.text(row.getString("service")),
                    row.getString("message"),
                    ExceptionTable.text(row.getString("certname")),
                    row.getLong("newest"),
                    row.getInt("count"),
                    row.getTimestamp("since").toInstant(),
                    row.getString("assignee")))
        .list();
  }

  /** The exceptions of a subject before one, and that itself, newest first. */
  public static List<ExceptionTable.Row> raised(
      Handle handle, String kind, String subject, int limit) {
    return handle
        .createQuery(
            """
            select e.*, n.certname from exception e left join node n on n.id = e.node_id
            where e.kind = :kind and e.subject = :subject order by e.id desc limit :limit
            """)
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("limit", limit)
        .map(ExceptionTable.ROW)
        .list();
  }

  /** What the connectors say of the instances that these exceptions are about, by exception. */
  public static Map<Long, InstanceObserved> observed(Handle handle, Collection<Long> exceptions) {
    Map<Long, InstanceObserved> observed = new HashMap<>();
    if (exceptions.isEmpty()) {
      return observed;
    }
    handle
        .createQuery(
            """
            select e.id, i.observed from exception e
            join instance i on i.node_id = e.node_id and i.service = e.service
            where e.id = any(:ids) and i.observed is not null
            """)
        .bindArray("ids", Long.class, exceptions)
        .map(
            (row, _) ->
                Map.entry(
                    row.getLong("id"),
                    Json.MAPPER.readValue(row.getString("observed"), InstanceObserved.class)))
        .forEach(entry -> observed.put(entry.getKey(), entry.getValue()));
    return observed;
  }

  /** How many need a person now: open, and not accepted. */
  public static int open(Handle handle, Instant now) {
    return handle
        .createQuery("select count(*) from exception e where " + State.OPEN.condition)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  private static String conditions(Filter filter) {
    return (filter.state() == null ? "" : " and " + filter.state().condition)
        + (filter.kind() == null ? "" : " and e.kind = :kind")
        + (filter.cause() == null ? "" : " and e.cause = :cause");
  }

  private static Query bound(Query query, Filter filter, long before, int limit, Instant now) {
    query.bind("before", before).bind("limit", limit);
    if (filter.kind() != null) {
      query.bind("kind", filter.kind());
    }
    if (filter.cause() != null) {
      query.bind("cause", filter.cause());
    }
    if (filter.state() == State.OPEN || filter.state() == State.ACCEPTED) {
      query.bind("now", now);
    }
    return query;
  }
}

package io.kitward.server.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The rows of exceptions: open gaps between what policy wants and what is. Every method runs in the
 * caller's transaction.
 */
public final class ExceptionTable {

  /** Two parties want different things of one instance, or it can't be rendered. */
  public static final String CONFLICT = "conflict";

  /**
   * Removals that the brake holds. There is at most one such exception open; what it holds are the
   * instances marked as held.
   */
  public static final String BRAKE = "brake";

  /** Nodes that would leave by themselves, more than is usual. */
  public static final String RETIREMENT = "retirement";

  /** A second machine with a node's certificate. */
  public static final String COPY = "copy";

  /** One certname under two CAs. */
  public static final String IDENTITY = "identity";

  /** Something that off-boarding left on a node. */
  public static final String KEPT = "kept";

  /** A tool that was on a node before keeps its own configuration until a person accepts ours. */
  public static final String ADOPTABLE = "adoptable";

  /** Somebody else on the node manages what Kitward manages. */
  public static final String RIVAL = "rival";

  /** What is repaired on the node is undone again and again. */
  public static final String CONTESTED = "contested";

  /** A connector does not repair a service by itself any more. */
  public static final String GAVE_UP = "gave-up";

  /** A console that does not answer, or takes up nothing; the subject is its name. */
  public static final String CONSOLE = "console";

  /**
   * One gap.
   *
   * @param subject what it is about: with the kind, unique among the open ones
   * @param certname empty when it is about no single node
   */
  public record Row(
      long id,
      String kind,
      String subject,
      String certname,
      String service,
      String message,
      Instant openedAt,
      Optional<Instant> closedAt,
      Optional<String> closedBy) {}

  static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getLong("id"),
              row.getString("kind"),
              row.getString("subject"),
              text(row.getString("certname")),
              text(row.getString("service")),
              row.getString("message"),
              row.getTimestamp("opened_at").toInstant(),
              Optional.ofNullable(row.getTimestamp("closed_at")).map(at -> at.toInstant()),
              Optional.ofNullable(row.getString("closed_by")));

  private ExceptionTable() {}

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /**
   * Opens an exception, or renews the words of the one that is open; nothing is written when it
   * stands as it is. Whoever is to be told of a new one is noted with it, all or nothing.
   */
  public static boolean open(
      Handle handle,
      String kind,
      String subject,
      Optional<UUID> node,
      String service,
      String message,
      Instant now) {
    return handle
            .createQuery(
                """
                with written as (
                  insert into exception (kind, subject, node_id, service, message, opened_at)
                  values (:kind, :subject, cast(:node as uuid), :service, :message, :now)
                  on conflict (kind, subject) where closed_at is null do update set message = excluded.message
                  where exception.message <> excluded.message
                  -- no transaction has touched a row that was only inserted
                  returning id, xmax = 0 as opened),
                told as (
                  select backend from receiver where not gone and (kinds = '{}' or :kind = any(kinds))
                  for key share),
                notified as (
                  insert into delivery (backend, exception_id, due_at)
                  select backend, id, :now from written, told where opened)
                select count(*) from written
                """)
            .bind("kind", kind)
            .bind("subject", subject)
            .bind("node", node.orElse(null))
            .bind("service", service)
            .bind("message", message)
            .bind("now", now)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /** A node's name came with a certificate of another CA than it is bound to. */
  public static boolean twoIssuers(
      Handle handle, UUID node, String certname, String known, String presented, Instant now) {
    return open(
        handle,
        IDENTITY,
        certname,
        Optional.of(node),
        "",
        certname
            + " is bound to the CA "
            + known
            + ", and a machine came with a certificate of that name from the CA "
            + presented
            + ": it is refused. If both are the same machine, link them: kitward node link "
            + certname
            + "; else give one of them another name, and release this",
        now);
  }

  /**
   * Whoever counts, holds or lets go of a removal does so after the others: until the transaction
   * ends, what is counted, what is held and whether its exception is open belong together. One lock
   * for all of it, so that nobody waits for another who waits for him.
   */
  public static void lockBrake(Handle handle) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended('exception/brake', 0))")
        .map((_, _) -> true)
        .one();
  }

  public static boolean close(Handle handle, String kind, String subject, String by, Instant now) {
    return handle
            .createUpdate(
                """
                update exception set closed_at = :now, closed_by = :by
                where kind = :kind and subject = :subject and closed_at is null
                """)
            .bind("kind", kind)
            .bind("subject", subject)
            .bind("by", by)
            .bind("now", now)
            .execute()
        > 0;
  }

  /** The services of these nodes about which an exception of that kind is open. */
  public static Map<UUID, List<String>> openServices(
      Handle handle, String kind, Collection<UUID> nodes) {
    Map<UUID, List<String>> services = new HashMap<>();
    handle
        .createQuery(
            "select node_id, service from exception where kind = :kind and node_id = any(:nodes) and closed_at is null")
        .bind("kind", kind)
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), row.getString("service")))
        .forEach(
            entry ->
                services
                    .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                    .add(entry.getValue()));
    return services;
  }

  /** What is open of these kinds on these nodes, as {@code KIND/SERVICE}. */
  public static Map<UUID, Set<String>> openGaps(
      Handle handle, Collection<String> kinds, Collection<UUID> nodes) {
    Map<UUID, Set<String>> gaps = new HashMap<>();
    handle
        .createQuery(
            """
            select node_id, kind || '/' || service as gap from exception
            where kind = any(:kinds) and node_id = any(:nodes) and closed_at is null
            """)
        .bindArray("kinds", String.class, kinds)
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), row.getString("gap")))
        .forEach(
            entry ->
                gaps.computeIfAbsent(entry.getKey(), _ -> new TreeSet<>()).add(entry.getValue()));
    return gaps;
  }

  public static Optional<Row> find(Handle handle, long id) {
    return handle
        .createQuery(
            "select e.*, n.certname from exception e left join node n on n.id = e.node_id where e.id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }
}

package io.kitward.server.history;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * When nodes could not be reached. Looked at once a minute, from the last contacts, which every
 * server writes once a minute too.
 */
final class AwayTable {

  /** So long after its last contact a node counts as away: contacts are written in batches. */
  static final Duration AWAY_AFTER = Duration.ofMinutes(5);

  private AwayTable() {}

  /**
   * Notes who went and who came back.
   *
   * @param running since when this server runs: who was heard before, and not since, may only not
   *     have had the time to come back
   */
  static void look(Handle handle, Instant running, Instant now) {
    handle
        .createUpdate(
            """
            with back as (
              delete from away_open a using node_contact c
              where c.node_id = a.node_id and c.last_seen > :limit returning a.*, c.last_seen)
            insert into away_past (node_id, valid_from, valid_to)
            select node_id, valid_from, greatest(last_seen, valid_from) from back
            """)
        .bind("limit", now.minus(AWAY_AFTER))
        .execute();
    if (running.plus(AWAY_AFTER).isAfter(now)) {
      return;
    }
    handle
        .createUpdate(
            """
            insert into away_open (node_id, valid_from)
            select c.node_id, c.last_seen from node_contact c join node n on n.id = c.node_id
            where c.last_seen <= :limit and n.retirement <> 'gone'
              and not exists (select from away_open a where a.node_id = c.node_id)
            on conflict do nothing
            """)
        .bind("limit", now.minus(AWAY_AFTER))
        .execute();
  }
}

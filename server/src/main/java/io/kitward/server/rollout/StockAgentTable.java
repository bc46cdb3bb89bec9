package io.kitward.server.rollout;

import io.kitward.protocol.Json;
import io.kitward.server.channel.AgentReport;
import io.kitward.server.channel.AgentReport.Health;
import io.kitward.server.channel.RemoteConfigReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The rows of stock agents. Every method runs in the caller's transaction. */
public final class StockAgentTable {

  private static final RowMapper<StockAgent> ROW =
      (row, _) ->
          new StockAgent(
              row.getObject("instance_uid", UUID.class),
              row.getObject("node_id", UUID.class),
              row.getString("type"),
              words(row.getString("attributes")),
              Optional.ofNullable(row.getString("health"))
                  .map(json -> Json.MAPPER.readValue(json, Health.class)),
              words(row.getString("effective")),
              new RemoteConfigReport(
                  row.getString("config_hash"),
                  RemoteConfigReport.Status.valueOf(row.getString("config_status")),
                  row.getString("config_message")),
              row.getBoolean("connected"),
              row.getTimestamp("since").toInstant());

  private StockAgentTable() {}

  private static Map<String, String> words(String json) {
    return Json.MAPPER.readValue(json, new TypeReference<Map<String, String>>() {});
  }

  /**
   * An agent has a session now. Those of its type on its node that have none are forgotten: agents
   * that make themselves a new name at each start would pile up else.
   */
  static void connected(Handle handle, UUID node, UUID instanceUid, String type, Instant now) {
    handle
        .createUpdate(
            """
            delete from agent where instance_uid in
              (select instance_uid from stock_agent
               where node_id = :node and type = :type and not connected and instance_uid <> :uid)
            """)
        .bind("node", node)
        .bind("type", type)
        .bind("uid", instanceUid)
        .execute();
    handle
        .createUpdate(
            """
            insert into stock_agent (instance_uid, node_id, type, connected, since)
            values (:uid, :node, :type, true, :now)
            on conflict (instance_uid) do update set type = excluded.type, connected = true, since = excluded.since
            """)
        .bind("uid", instanceUid)
        .bind("node", node)
        .bind("type", type)
        .bind("now", now)
        .execute();
  }

  /** An agent has no session any more; its type, if it is known. */
  static Optional<String> disconnected(Handle handle, UUID instanceUid, Instant now) {
    return handle
        .createQuery(
            "update stock_agent set connected = false, since = :now where instance_uid = :uid returning type")
        .bind("now", now)
        .bind("uid", instanceUid)
        .mapTo(String.class)
        .findOne();
  }

  /** No agent has a session: the door has only just opened. */
  public static void nobody(Handle handle, Instant now) {
    handle
        .createUpdate("update stock_agent set connected = false, since = :now where connected")
        .bind("now", now)
        .execute();
  }

  /** Keeps what an agent says; what it does not say stays. */
  static void reported(Handle handle, AgentReport report) {
    RemoteConfigReport config = report.config();
    handle
        .createUpdate(
            """
            update stock_agent set
              attributes = coalesce(cast(:attributes as jsonb), attributes),
              health = coalesce(cast(:health as jsonb), health),
              effective = coalesce(cast(:effective as jsonb), effective),
              config_hash = coalesce(:hash, config_hash),
              config_status = coalesce(:status, config_status),
              config_message = coalesce(:message, config_message)
            where instance_uid = :uid
            """)
        .bind("uid", report.instanceUid())
        .bind("attributes", json(report.attributes()))
        .bind("health", json(report.health()))
        .bind("effective", json(report.effective()))
        .bind("hash", config == null ? null : config.stateHash())
        .bind("status", config == null ? null : config.status().name())
        .bind("message", config == null ? null : config.message())
        .execute();
  }

  private static @Nullable String json(@Nullable Object value) {
    return value == null ? null : new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  /** A node's agents, by type and name. */
  public static List<StockAgent> of(Handle handle, UUID node) {
    return handle
        .createQuery(
            "select * from stock_agent where node_id = :node order by type collate \"C\", instance_uid")
        .bind("node", node)
        .map(ROW)
        .list();
  }
}

package io.kitward.server.fleet;

import io.kitward.protocol.Json;
import io.kitward.server.store.TouchedNodes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import tools.jackson.core.type.TypeReference;

/**
 * The rows of nodes, their credentials and agents. Every method runs in the caller's transaction.
 */
public final class NodeTable {

  private static final RowMapper<Node> ROW =
      (row, _) ->
          new Node(
              row.getObject("id", UUID.class),
              row.getString("certname"),
              row.getString("issuer"),
              row.getBoolean("simulated"),
              facts(row.getString("facts")),
              row.getString("connector_version"),
              row.getTimestamp("created_at").toInstant(),
              row.getLong("revision"));

  private NodeTable() {}

  /** Reads facts as they are stored. */
  public static Map<String, String> facts(String json) {
    return Json.MAPPER.readValue(json, new TypeReference<Map<String, String>>() {});
  }

  public static Optional<Node> find(Handle handle, String certname) {
    return handle
        .createQuery("select * from node where certname = :certname")
        .bind("certname", certname)
        .map(ROW)
        .findOne();
  }

  public static Optional<Node> find(Handle handle, UUID id) {
    return handle
        .createQuery("select * from node where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The nodes of these names, in the names' order. */
  public static List<Node> named(Handle handle, List<String> certnames) {
    return handle
        .createQuery(
            "select node.* from unnest(:names) with ordinality as wanted (certname, place)"
                + " join node using (certname) order by place")
        .bindArray("names", String.class, certnames)
        .map(ROW)
        .list();
  }

  /** The nodes that are there, in no order. */
  public static List<Node> find(Handle handle, Collection<UUID> ids) {
    return handle
        .createQuery("select * from node where id = any(:ids)")
        .bindArray("ids", UUID.class, ids)
        .map(ROW)
        .list();
  }

  /** The node, locked until the transaction ends, so that changes of one node follow each other. */
  public static Optional<Node> lock(Handle handle, UUID id) {
    return handle
        .createQuery("select * from node where id = :id for update")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /**
   * The nodes, locked until the transaction ends; always in the same order, so that two who lock
   * several never wait for each other. Those that are not there are left out.
   */
  public static List<Node> lock(Handle handle, Collection<UUID> ids) {
    return handle
        .createQuery("select * from node where id = any(:ids) order by id for update")
        .bindArray("ids", UUID.class, ids)
        .map(ROW)
        .list();
  }

  /** As {@link #lock(Handle, Collection)}, by name. */
  public static List<Node> lockNamed(Handle handle, Collection<String> certnames) {
    return handle
        .createQuery("select * from node where certname = any(:names) order by id for update")
        .bindArray("names", String.class, certnames)
        .map(ROW)
        .list();
  }

  /** Nodes after a name, in the order of their names. */
  public static List<Node> page(Handle handle, String after, int limit) {
    return handle
        .createQuery(
            "select * from node where certname collate \"C\" > :after order by certname collate \"C\" limit :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  public static List<UUID> ids(Handle handle) {
    return handle.createQuery("select id from node").mapTo(UUID.class).list();
  }

  /** Those of these names that nodes have. */
  public static List<String> known(Handle handle, Collection<String> certnames) {
    return handle
        .createQuery("select certname from node where certname = any(:names)")
        .bindArray("names", String.class, certnames)
        .mapTo(String.class)
        .list();
  }

  /** Those of the nodes with these names; names that no node has are left out. */
  public static List<UUID> ids(Handle handle, Collection<String> certnames) {
    return handle
        .createQuery("select id from node where certname = any(:names)")
        .bindArray("names", String.class, certnames)
        .mapTo(UUID.class)
        .list();
  }

  /**
   * The node of that name; made when there is none. Two callers at the same moment get the same
   * node.
   *
   * @throws ForeignIssuerException when the name is bound to another CA
   */
  public static Node findOrCreate(Handle handle, String certname, String issuer, Instant now) {
    Optional<Node> known = find(handle, certname);
    if (known.isEmpty()) {
      handle
          .createUpdate(
              "insert into node (id, certname, issuer, created_at) values (:id, :certname, :issuer, :now) on conflict do nothing")
          .bind("id", UUID.randomUUID())
          .bind("certname", certname)
          .bind("issuer", issuer)
          .bind("now", now)
          .execute();
      known = find(handle, certname);
      known.ifPresent(node -> TouchedNodes.note(handle, node.id()));
    }
    Node node = known.orElseThrow();
    if (node.issuer().isEmpty() && !issuer.isEmpty()) {
      handle
          .createUpdate("update node set issuer = :issuer where id = :id")
          .bind("issuer", issuer)
          .bind("id", node.id())
          .execute();
      return find(handle, certname).orElseThrow();
    }
    if (!issuer.isEmpty() && !accepts(handle, node, issuer)) {
      throw new ForeignIssuerException(certname, node.issuer(), issuer);
    }
    return node;
  }

  /**
   * Whether certificates of this CA stand for the node: the one it is bound to, or a linked one.
   */
  public static boolean accepts(Handle handle, Node node, String issuer) {
    return node.issuer().equals(issuer)
        || handle
            .createQuery("select 1 from node_issuer where node_id = :node and issuer = :issuer")
            .bind("node", node.id())
            .bind("issuer", issuer)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
  }

  /** Lets certificates of one more CA stand for the node; twice is as once. */
  public static void link(Handle handle, UUID node, String issuer, String by, Instant now) {
    handle
        .createUpdate(
            "insert into node_issuer (node_id, issuer, linked_at, linked_by) values (:node, :issuer, :now, :by) on conflict do nothing")
        .bind("node", node)
        .bind("issuer", issuer)
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  /** Notes a certificate of a node; nothing is written when it is known. */
  public static void credential(
      Handle handle, UUID node, String issuer, String certname, String serial, Instant now) {
    boolean known =
        handle
            .createQuery(
                "select 1 from credential where issuer = :issuer and common_name = :certname and serial = :serial")
            .bind("issuer", issuer)
            .bind("certname", certname)
            .bind("serial", serial)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!known) {
      handle
          .createUpdate(
              "insert into credential (node_id, issuer, common_name, serial, first_seen) values (:node, :issuer, :certname, :serial, :now) on conflict do nothing")
          .bind("node", node)
          .bind("issuer", issuer)
          .bind("certname", certname)
          .bind("serial", serial)
          .bind("now", now)
          .execute();
    }
  }

  /**
   * Notes a certificate of a node with the time from which it is valid; whether it is the newest
   * that is known of that node.
   */
  public static boolean newestCredential(
      Handle handle,
      UUID node,
      String issuer,
      String certname,
      String serial,
      Instant notBefore,
      Instant now) {
    credential(handle, node, issuer, certname, serial, now);
    handle
        .createUpdate(
            "update credential set not_before = :from where issuer = :issuer and common_name = :certname"
                + " and serial = :serial and not_before is null")
        .bind("from", notBefore)
        .bind("issuer", issuer)
        .bind("certname", certname)
        .bind("serial", serial)
        .execute();
    return handle
        .createQuery(
            "select coalesce(max(not_before) <= :from, true) from credential where node_id = :node")
        .bind("from", notBefore)
        .bind("node", node)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Binds an agent to its node; nothing is written when it is known.
   *
   * @return the node that this agent belongs to: another one means a cloned machine
   */
  public static UUID agent(Handle handle, UUID instanceUid, UUID node, Instant now) {
    Optional<UUID> known = agentNode(handle, instanceUid);
    if (known.isEmpty()) {
      handle
          .createUpdate(
              "insert into agent (instance_uid, node_id, first_seen) values (:uid, :node, :now) on conflict do nothing")
          .bind("uid", instanceUid)
          .bind("node", node)
          .bind("now", now)
          .execute();
      known = agentNode(handle, instanceUid);
    }
    return known.orElseThrow();
  }

  private static Optional<UUID> agentNode(Handle handle, UUID instanceUid) {
    return handle
        .createQuery("select node_id from agent where instance_uid = :uid")
        .bind("uid", instanceUid)
        .mapTo(UUID.class)
        .findOne();
  }

  /** Keeps what a node says of itself; false, and nothing written, when it is as before. */
  public static boolean describe(
      Handle handle,
      UUID node,
      Map<String, String> facts,
      String connectorVersion,
      boolean simulated) {
    String json = new String(Json.bytes(facts), java.nio.charset.StandardCharsets.UTF_8);
    TouchedNodes.note(handle, node);
    return handle
            .createUpdate(
                """
                update node set facts = cast(:facts as jsonb), connector_version = :version, simulated = :simulated,
                  revision = revision + 1
                where id = :id and (facts <> cast(:facts as jsonb) or connector_version <> :version or simulated <> :simulated)
                """)
            .bind("facts", json)
            .bind("version", connectorVersion)
            .bind("simulated", simulated)
            .bind("id", node)
            .execute()
        > 0;
  }

  /** Says that these nodes' tags changed. */
  public static void touched(Handle handle, Collection<UUID> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    handle
        .createUpdate("update node set revision = revision + 1 where id = any(:ids)")
        .bindArray("ids", UUID.class, nodes)
        .execute();
    TouchedNodes.note(handle, nodes);
  }

  /** When these nodes were last heard, as far as that is stored; the others are left out. */
  public static Map<UUID, Instant> contacts(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Instant> contacts = new HashMap<>();
    handle
        .createQuery("select node_id, last_seen from node_contact where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                Map.entry(
                    row.getObject("node_id", UUID.class),
                    row.getTimestamp("last_seen").toInstant()))
        .forEach(entry -> contacts.put(entry.getKey(), entry.getValue()));
    return contacts;
  }

  /** The name of a node. */
  public static Optional<String> certname(Handle handle, UUID node) {
    return handle
        .createQuery("select certname from node where id = :node")
        .bind("node", node)
        .mapTo(String.class)
        .findOne();
  }
}

package io.kitward.server.vouch;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.ParameterValue;
import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** The rows of what Puppet declares on nodes. Every method runs in the caller's transaction. */
public final class DeclarationTable {

  private static final TypeReference<TreeMap<String, TreeMap<String, Object>>> SERVICES =
      new TypeReference<>() {};

  private DeclarationTable() {}

  /**
   * A declaration and what of it is there.
   *
   * @param tags those of the sources {@code puppet} and {@code node} that it put there and that are
   *     there
   * @param gaps why services that it assigns are not carried out, in the words of the open
   *     exceptions
   */
  public record Present(Declaration declaration, SortedSet<Tag> tags, List<String> gaps) {

    /** Nothing was ever declared. */
    public static final Present NOTHING = new Present(Declaration.NONE, new TreeSet<>(), List.of());
  }

  /** What a node's Puppet declared, and what of it is there now, in one query. */
  public static Present present(Handle handle, UUID node) {
    return handle
        .createQuery(
            """
            select d.*, array(select t.source || ' ' || t.key || case when t.value = '' then '' else '=' || t.value end
              from tag t where t.node_id = d.node_id and t.source in ('puppet', 'node')) as present,
              case when d.services = '{}' then '{}' else array(select e.service || ': ' || e.message from exception e
                where e.node_id = d.node_id and e.kind = 'conflict' and e.closed_at is null and jsonb_exists(d.services, e.service)
                order by e.service) end as gaps
            from declaration d where d.node_id = :node
            """)
        .bind("node", node)
        .map(
            (row, _) -> {
              Declaration declaration = declaration(row);
              SortedSet<Tag> tags = new TreeSet<>();
              for (String text : texts(row, "present")) {
                Tag tag = Tag.parse(text.substring(text.indexOf(' ') + 1));
                if (text.startsWith("puppet ") || declaration.selfAsserted().contains(tag)) {
                  tags.add(tag);
                }
              }
              return new Present(declaration, tags, List.of(texts(row, "gaps")));
            })
        .findOne()
        .orElse(Present.NOTHING);
  }

  /** The declarations of these nodes; those that never had one are left out. */
  public static Map<UUID, Declaration> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Declaration> found = new HashMap<>();
    handle
        .createQuery("select * from declaration where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), declaration(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /** The services that Puppet assigns to these nodes, as resolution takes them. */
  public static Map<UUID, List<DeclaredService>> services(Handle handle, Collection<UUID> nodes) {
    Map<UUID, List<DeclaredService>> found = new HashMap<>();
    handle
        .createQuery(
            "select node_id, services, proven_until from declaration"
                + " where node_id = any(:nodes) and services <> '{}'")
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), declared(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  private static List<DeclaredService> declared(ResultSet row) throws SQLException {
    Timestamp until = row.getTimestamp("proven_until");
    List<DeclaredService> declared = new ArrayList<>();
    services(row.getString("services"))
        .forEach(
            (service, values) -> {
              NavigableMap<String, ParameterValue> parameters = new TreeMap<>();
              values.forEach(
                  (name, value) ->
                      parameters.put(
                          name,
                          ParameterValue.of(value)
                              .orElseThrow(
                                  () -> new IllegalStateException(name + " is no parameter"))));
              declared.add(
                  new DeclaredService(
                      service, parameters, until == null ? null : until.toInstant()));
            });
    return declared;
  }

  /** Keeps these declarations in the place of what the nodes had. */
  public static void put(Handle handle, Map<UUID, Declaration> declarations, Instant now) {
    if (declarations.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into declaration (node_id, revision, environment, issued_at, proven_until, self_asserted, services, shown, declared_at)
            values (:node, :revision, :environment, cast(:issued as timestamptz), cast(:until as timestamptz), :self, cast(:services as jsonb), cast(:shown as jsonb), :now)
            on conflict (node_id) do update set revision = excluded.revision, environment = excluded.environment,
              issued_at = excluded.issued_at, proven_until = excluded.proven_until, self_asserted = excluded.self_asserted, services = excluded.services,
              shown = excluded.shown, declared_at = excluded.declared_at
            """);
    declarations.forEach(
        (node, declaration) ->
            batch
                .bind("node", node)
                .bind("revision", declaration.revision())
                .bind("environment", declaration.environment())
                .bind("issued", declaration.issuedAt().orElse(null))
                .bind("until", declaration.provenUntil().orElse(null))
                .bindArray(
                    "self",
                    String.class,
                    declaration.selfAsserted().stream().map(Tag::toString).toList())
                .bind("services", json(declaration.services()))
                .bind(
                    "shown",
                    declaration.shown().map(shown -> json(ShownRow.of(shown))).orElse(null))
                .bind("now", now)
                .add());
    batch.execute();
  }

  /** Says until when the tags that Puppet vouches for are proven, on these nodes. */
  public static void prove(Handle handle, Map<UUID, Instant> until) {
    if (until.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "update tag_set set proven_until = :until where node_id = :node and source = 'puppet'");
    until.forEach((node, end) -> batch.bind("node", node).bind("until", end).add());
    batch.execute();
  }

  /** A declaration that was not applied, as it is stored. */
  private record ShownRow(
      String environment,
      List<String> tags,
      SortedMap<String, SortedMap<String, Object>> services,
      String why) {

    static ShownRow of(Declaration.Shown shown) {
      return new ShownRow(
          shown.environment(),
          shown.tags().stream().map(Tag::toString).toList(),
          shown.services(),
          shown.why());
    }
  }

  private static Declaration declaration(ResultSet row) throws SQLException {
    SortedSet<Tag> selfAsserted = new TreeSet<>();
    for (String text : texts(row, "self_asserted")) {
      selfAsserted.add(Tag.parse(text));
    }
    return new Declaration(
        row.getLong("revision"),
        row.getString("environment"),
        Optional.ofNullable(row.getTimestamp("issued_at")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp("proven_until")).map(Timestamp::toInstant),
        selfAsserted,
        services(row.getString("services")),
        Optional.ofNullable(row.getString("shown")).map(DeclarationTable::shown));
  }

  private static Declaration.Shown shown(String json) {
    JsonNode shown = Json.MAPPER.readTree(json);
    SortedSet<Tag> tags = new TreeSet<>();
    shown.path("tags").forEach(tag -> tags.add(Tag.parse(tag.asString())));
    return new Declaration.Shown(
        shown.path("environment").asString(),
        tags,
        services(shown.path("services").toString()),
        shown.path("why").asString());
  }

  private static SortedMap<String, SortedMap<String, Object>> services(String json) {
    // Most nodes have none, and this is read with every Puppet run.
    return json.length() <= 2
        ? new TreeMap<>()
        : new TreeMap<>(Json.MAPPER.readValue(json, SERVICES));
  }

  private static String[] texts(ResultSet row, String column) throws SQLException {
    return (String[]) row.getArray(column).getArray();
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}

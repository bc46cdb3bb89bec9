package io.kitward.server.api.stored;

import io.kitward.protocol.Json;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TokenView;
import io.kitward.server.api.port.Tokens;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * API tokens, of which the store keeps only digests. A token is 256 random bits, so its digest
 * needs no salt and looking it up by its digest tells nothing about others. Thread-safe.
 */
public final class StoredTokens implements Tokens {

  private static final String ADMIN = "admin";
  private static final String BACKEND = "backend";

  private static final RowMapper<TokenView> ROW =
      (row, _) ->
          new TokenView(
              row.getString("name"),
              row.getString("role"),
              row.getTimestamp("created_at").toInstant(),
              row.getString("created_by"),
              row.getTimestamp("revoked_at") == null
                  ? null
                  : row.getTimestamp("revoked_at").toInstant());

  private final Store store;
  private final SecureRandom random;
  private final Clock clock;

  public StoredTokens(Store store, SecureRandom random, Clock clock) {
    this.store = store;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public Optional<Principal> verify(String token) {
    String digest = Json.sha256(token);
    return store.read(
        handle ->
            handle
                .createQuery(
                    "select name, role from access_token where digest = :digest and revoked_at is null")
                .bind("digest", digest)
                .map(
                    (row, _) ->
                        row.getString("role").equals(BACKEND)
                            ? (Principal)
                                new Principal.BackendPrincipal(
                                    row.getString("name").substring("backend/".length()))
                            : new Principal.TokenPrincipal(row.getString("name"), Role.ADMIN))
                .findOne());
  }

  @Override
  public List<TokenView> list() {
    return store.read(
        handle ->
            handle
                .createQuery("select * from access_token order by name collate \"C\"")
                .map(ROW)
                .list());
  }

  @Override
  public Optional<Created> create(String name, Actor actor) {
    String value = value();
    Instant now = clock.instant();
    return store.write(
        handle -> {
          String by = actor.principal().display();
          if (!insert(handle, name, ADMIN, value, by, now)) {
            return Optional.empty();
          }
          audit(handle, "create-token", name, actor, now);
          return find(handle, name).map(view -> new Created(view, value));
        });
  }

  @Override
  public Optional<TokenView> revoke(String name, Actor actor) {
    Instant now = clock.instant();
    return store.write(
        handle -> {
          int revoked =
              handle
                  .createUpdate(
                      "update access_token set revoked_at = :now where name = :name and revoked_at is null")
                  .bind("now", now)
                  .bind("name", name)
                  .execute();
          if (revoked > 0) {
            audit(handle, "revoke-token", name, actor, now);
          }
          return find(handle, name);
        });
  }

  /** Makes the first token of an administrator; empty when there is one already. */
  public Optional<String> first() {
    String value = value();
    boolean made =
        store.write(handle -> insert(handle, "admin", ADMIN, value, "server", clock.instant()));
    return made ? Optional.of(value) : Optional.empty();
  }

  /** Lets a console in with this token, to its own discovery only. */
  public static void backend(Handle handle, String backend, String value, Instant now) {
    boolean _ = insert(handle, "backend/" + backend, BACKEND, value, "server", now);
  }

  /** A new random token. */
  public String value() {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return "kw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static boolean insert(
      Handle handle, String name, String role, String value, String by, Instant now) {
    return handle
            .createUpdate(
                """
                insert into access_token (name, role, digest, created_at, created_by)
                values (:name, :role, :digest, :now, :by) on conflict do nothing
                """)
            .bind("name", name)
            .bind("role", role)
            .bind("digest", Json.sha256(value))
            .bind("now", now)
            .bind("by", by)
            .execute()
        > 0;
  }

  private static Optional<TokenView> find(Handle handle, String name) {
    return handle
        .createQuery("select * from access_token where name = :name")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  private static void audit(Handle handle, String action, String name, Actor actor, Instant now) {
    AuditTable.add(
        handle,
        new AuditEntry(
            now,
            actor.principal().display(),
            "people",
            action,
            "token/" + name,
            "done",
            Map.of("request", actor.requestId())));
  }
}

package io.kitward.server.api.stored;

import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.TokenTable;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TokenView;
import io.kitward.server.api.port.Tokens;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** API tokens, kept in the store. Thread-safe. */
public final class StoredTokens implements Tokens {

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

  /** A token that was shown: whose it is, and whether values of before are still accepted. */
  private record Shown(String name, String role, boolean newest, boolean followed) {
    Principal principal() {
      return role.equals(TokenTable.BACKEND)
          ? new Principal.BackendPrincipal(name.substring("backend/".length()))
          : new Principal.TokenPrincipal(name, StoredTokens.role(role));
    }
  }

  @Override
  public Optional<Principal> verify(String token) {
    String digest = TokenTable.digest(token);
    Instant now = clock.instant();
    Optional<Shown> shown =
        store.read(
            handle ->
                handle
                    .createQuery(
                        """
                        select t.name, t.role, t.digest = :digest as newest,
                          exists (select 1 from former_token f where f.name = t.name) as followed
                        from access_token t where t.revoked_at is null and (t.digest = :digest or t.name =
                          (select name from former_token where digest = :digest and accepted_until > :now))
                        """)
                    .bind("digest", digest)
                    .bind("now", now)
                    .map(
                        (row, _) ->
                            new Shown(
                                row.getString("name"),
                                row.getString("role"),
                                row.getBoolean("newest"),
                                row.getBoolean("followed")))
                    .findOne());
    shown
        .filter(it -> it.newest() && it.followed())
        .ifPresent(it -> store.change(handle -> TokenTable.used(handle, it.name(), digest)));
    return shown.map(Shown::principal);
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
  public Optional<Created> create(String name, Role role, Actor actor) {
    String value = TokenTable.value(random);
    Instant now = clock.instant();
    return store.write(
        handle -> {
          String by = actor.principal().display();
          if (!TokenTable.insert(handle, name, word(role), value, by, now)) {
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
            handle.execute("delete from former_token where name = ?", name);
            audit(handle, "revoke-token", name, actor, now);
          }
          return find(handle, name);
        });
  }

  /** Makes the first token of an administrator; empty when there is one already. */
  public Optional<String> first() {
    String value = TokenTable.value(random);
    boolean made =
        store.write(
            handle ->
                TokenTable.insert(
                    handle, "admin", TokenTable.ADMIN, value, "server", clock.instant()));
    return made ? Optional.of(value) : Optional.empty();
  }

  private static String word(Role role) {
    return switch (role) {
      case ADMIN -> TokenTable.ADMIN;
      case OPERATOR -> TokenTable.OPERATOR;
    };
  }

  /** A word that this server does not know gives the least. */
  private static Role role(String word) {
    return word.equals(TokenTable.ADMIN) ? Role.ADMIN : Role.OPERATOR;
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

package io.kitward.server.api.stored;

import io.kitward.policy.SecretUse;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NewSecretVersion;
import io.kitward.server.api.port.SecretVersions;
import io.kitward.server.api.port.SecretView;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.MadeSecrets;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Secrets, encrypted in the store. Thread-safe. */
public final class StoredSecretVersions implements SecretVersions {

  private static final RowMapper<SecretView> ROW =
      (row, _) ->
          new SecretView(
              row.getString("name"),
              row.getInt("version"),
              new SecretReference(row.getString("name"), row.getInt("version")).toString(),
              row.getTimestamp("created_at").toInstant(),
              row.getString("created_by"));

  private final Store store;
  private final Secrets secrets;
  private final MadeSecrets made;
  private final TakingEffect effect;
  private final Clock clock;

  public StoredSecretVersions(
      Store store, Secrets secrets, MadeSecrets made, TakingEffect effect, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.made = made;
    this.effect = effect;
    this.clock = clock;
  }

  @Override
  public List<SecretView> list() {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "select distinct on (name) * from (select name collate \"C\" as name, version,"
                        + " created_at, created_by from secret) as s order by name, version desc")
                .map(ROW)
                .list());
  }

  @Override
  public Optional<NewSecretVersion> add(String name, String value, Actor actor) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return effect.of(
        (handle, touched) -> {
          DocumentTable.lock(handle);
          secrets.lock(handle, name);
          Secrets.Standing standing = secrets.standing(handle, name);
          if (standing.madeByServer()) {
            return Optional.empty();
          }
          String by = actor.principal().display();
          int version = secrets.put(handle, name, bytes, by);
          if (standing.withheld()) {
            follow(handle, touched, name, by);
          }
          return Optional.of(kept(handle, "add-secret", name, version, actor));
        });
  }

  @Override
  public Rotation rotate(String name, Actor actor) {
    return effect.of(
        (handle, touched) -> {
          DocumentTable.lock(handle);
          if (secrets.newest(handle, name).isEmpty()) {
            return new Rotation.Unknown();
          }
          if (!secrets.standing(handle, name).madeByServer()) {
            return new Rotation.ValueNeeded();
          }
          String by = actor.principal().display();
          int version = made.renew(handle, name, by);
          follow(handle, touched, name, by);
          return new Rotation.Made(kept(handle, "rotate-secret", name, version, actor));
        });
  }

  /**
   * What refers to the newest version by itself is resolved anew: the documents' revision rises.
   */
  private void follow(Handle handle, TakingEffect.Touched touched, String name, String by) {
    DocumentTable.change(handle, by, clock.instant());
    touched.to(
        handle
            .createQuery(
                """
                select distinct n.certname from node n join instance i on i.node_id = n.id
                where exists (select 1 from jsonb_array_elements_text(i.reasons -> 'secrets') as s(reference)
                  where starts_with(s.reference, :prefix))
                """)
            .bind("prefix", "secret:" + name + "@")
            .mapTo(String.class)
            .list());
  }

  private NewSecretVersion kept(
      Handle handle, String action, String name, int version, Actor actor) {
    NodeEntry.audit(
        handle,
        actor.principal().display(),
        "people",
        action,
        "secret/" + name,
        Map.of("request", actor.requestId(), "version", Integer.toString(version)),
        clock.instant());
    SecretView view =
        handle
            .createQuery("select * from secret where name = :name and version = :version")
            .bind("name", name)
            .bind("version", version)
            .map(ROW)
            .one();
    return NewSecretVersion.of(view, older(handle, view));
  }

  private static List<NewSecretVersion.Older> older(Handle handle, SecretView newest) {
    return LivePolicy.documents(handle).documents().stream()
        .flatMap(
            document ->
                SecretUse.in(document)
                    .filter(use -> use.secret().name().equals(newest.name()))
                    .filter(use -> !use.secret().reference().equals(newest.reference()))
                    .map(
                        use ->
                            new NewSecretVersion.Older(
                                document.kind().word() + "/" + document.name(),
                                use.path(),
                                use.secret().reference())))
        .toList();
  }
}

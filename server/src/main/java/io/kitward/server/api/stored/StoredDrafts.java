package io.kitward.server.api.stored;

import io.kitward.server.api.port.Drafts;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** Drafts in the database. Thread-safe. */
public final class StoredDrafts implements Drafts {
  private static final RowMapper<Draft> DRAFT =
      (row, _) ->
          new Draft(
              row.getString("kind"),
              row.getString("name"),
              row.getLong("base_revision"),
              row.getString("text"),
              row.getTimestamp("changed_at").toInstant());

  private final Store store;
  private final Clock clock;

  public StoredDrafts(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Optional<Draft> find(String owner, String kind, String name) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "select * from draft where owner = :owner and kind = :kind and name = :name")
                .bind("owner", owner)
                .bind("kind", kind)
                .bind("name", name)
                .map(DRAFT)
                .findOne());
  }

  @Override
  public List<Draft> of(String owner) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "select * from draft where owner = :owner order by changed_at desc, kind, name")
                .bind("owner", owner)
                .map(DRAFT)
                .list());
  }

  @Override
  public void save(String owner, String kind, String name, long baseRevision, String text) {
    if (text.length() > TEXT_LIMIT) {
      throw new IllegalArgumentException(
          "a draft has at most " + TEXT_LIMIT + " characters, this one has " + text.length());
    }
    Instant now = clock.instant();
    store.write(
        handle -> {
          handle
              .createUpdate(
                  """
                  insert into draft (owner, kind, name, base_revision, text, changed_at)
                  values (:owner, :kind, :name, :base, :text, :now)
                  on conflict (owner, kind, name) do update
                  set base_revision = excluded.base_revision, text = excluded.text, changed_at = excluded.changed_at
                  """)
              .bind("owner", owner)
              .bind("kind", kind)
              .bind("name", name)
              .bind("base", baseRevision)
              .bind("text", text)
              .bind("now", now)
              .execute();
          return handle
              .createUpdate(
                  """
                  delete from draft where (owner, kind, name) in (
                    select owner, kind, name from draft where owner = :owner
                    order by changed_at desc, kind, name offset :most)
                  """)
              .bind("owner", owner)
              .bind("most", EACH)
              .execute();
        });
  }

  @Override
  public void discard(String owner, String kind, String name) {
    store.write(
        handle ->
            handle
                .createUpdate(
                    "delete from draft where owner = :owner and kind = :kind and name = :name")
                .bind("owner", owner)
                .bind("kind", kind)
                .bind("name", name)
                .execute());
  }
}

package io.kitward.server.desired;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * From where documents come that no person writes here. A document without a row is people's. Every
 * method runs in the caller's transaction.
 */
public final class OwnerTable {

  /**
   * Who has a document.
   *
   * @param source such as {@code repository/production}
   * @param place the file there; empty when it has none
   */
  public record Owner(String source, String place) {}

  private OwnerTable() {}

  /** Every owned document, as {@code Kind/name}. */
  public static Map<String, Owner> all(Handle handle) {
    Map<String, Owner> owners = new HashMap<>();
    handle
        .createQuery("select kind, name, source, place from document_owner")
        .map(
            (row, _) ->
                owners.put(
                    row.getString("kind") + "/" + row.getString("name"),
                    new Owner(row.getString("source"), row.getString("place"))))
        .list();
    return owners;
  }

  /** Who has a document; empty when it is people's. */
  public static Optional<Owner> find(Handle handle, String kind, String name) {
    return handle
        .createQuery("select source, place from document_owner where kind = :kind and name = :name")
        .bind("kind", kind)
        .bind("name", name)
        .map((row, _) -> new Owner(row.getString("source"), row.getString("place")))
        .findOne();
  }

  /** What a source has, as {@code Kind/name}, sorted. */
  public static List<String> of(Handle handle, String source) {
    return handle
        .createQuery(
            """
            select kind || '/' || name from document_owner where source = :source
            order by kind collate "C", name collate "C"
            """)
        .bind("source", source)
        .mapTo(String.class)
        .list();
  }

  /** A source has a document from now on. */
  public static void put(Handle handle, String kind, String name, Owner owner) {
    handle
        .createUpdate(
            """
            insert into document_owner (kind, name, source, place) values (:kind, :name, :source, :place)
            on conflict (kind, name) do update set source = excluded.source, place = excluded.place
            """)
        .bind("kind", kind)
        .bind("name", name)
        .bind("source", owner.source())
        .bind("place", owner.place())
        .execute();
  }

  /** A document is people's from now on. */
  public static void release(Handle handle, String kind, String name) {
    handle.execute("delete from document_owner where kind = ? and name = ?", kind, name);
  }

  /** Everything of a source is people's from now on. */
  public static void release(Handle handle, String source) {
    handle.execute("delete from document_owner where source = ?", source);
  }
}

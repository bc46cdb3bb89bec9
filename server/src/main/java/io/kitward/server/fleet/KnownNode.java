package io.kitward.server.fleet;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What must be known of a node before its certificate opens anything. One query, since every
 * request of every node asks it.
 *
 * @param issuer the CA that its name is bound to
 * @param accepts whether certificates of the CA asked about stand for it
 * @param retiredBy the person who sent it away for good
 */
public record KnownNode(UUID id, String issuer, boolean accepts, Optional<String> retiredBy) {

  /** The node of that name, asked about a certificate of that CA. */
  public static Optional<KnownNode> find(Handle handle, String certname, String issuer) {
    return handle
        .createQuery(
            """
            select n.id, n.issuer, n.retired_by, n.retirement = 'gone' and n.retired_by <> :server as sent_away,
              n.issuer in ('', :issuer) or exists (select 1 from node_issuer i where i.node_id = n.id and i.issuer = :issuer) as accepts
            from node n where n.certname = :certname
            """)
        .bind("certname", certname)
        .bind("issuer", issuer)
        .bind("server", Retirement.SERVER)
        .map(
            (row, _) ->
                new KnownNode(
                    row.getObject("id", UUID.class),
                    row.getString("issuer"),
                    row.getBoolean("accepts"),
                    row.getBoolean("sent_away")
                        ? Optional.of(row.getString("retired_by"))
                        : Optional.empty()))
        .findOne();
  }
}

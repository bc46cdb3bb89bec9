package io.kitward.server.join;

import io.kitward.server.pki.CertificateAuthority.Revoked;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The rows of certificates that Kitward's own CA gave to nodes. Every method runs in the caller's
 * transaction.
 */
public final class CertificateTable {

  /** Why a certificate is taken back when its node retires: lifted when the node comes back. */
  public static final String RETIRED = "retired";

  private CertificateTable() {}

  /** Keeps a certificate that is about to be handed out. */
  public static void insert(
      Handle handle,
      BigInteger serial,
      UUID node,
      String keyDigest,
      String pem,
      String by,
      Instant now,
      Instant expires) {
    handle
        .createUpdate(
            """
            insert into node_certificate (serial, node_id, key_digest, certificate, issued_at, issued_by, expires_at)
            values (:serial, :node, :key, :pem, :now, :by, :expires)
            """)
        .bind("serial", serial.toString(16))
        .bind("node", node)
        .bind("key", keyDigest)
        .bind("pem", pem)
        .bind("now", now)
        .bind("by", by)
        .bind("expires", expires)
        .execute();
  }

  /** The newest good certificate of a node for this key, in PEM. */
  public static Optional<String> good(Handle handle, UUID node, String keyDigest, Instant now) {
    return handle
        .createQuery(
            """
            select certificate from node_certificate
            where node_id = :node and key_digest = :key and revoked_at is null and expires_at > :now
            order by issued_at desc limit 1
            """)
        .bind("node", node)
        .bind("key", keyDigest)
        .bind("now", now)
        .mapTo(String.class)
        .findOne();
  }

  /** Takes all good certificates of a node back; how many there were. */
  public static int revoke(Handle handle, UUID node, String by, String reason, Instant now) {
    return handle
        .createUpdate(
            """
            update node_certificate set revoked_at = :now, revoked_by = :by, reason = :reason
            where node_id = :node and revoked_at is null and expires_at > :now
            """)
        .bind("now", now)
        .bind("by", by)
        .bind("reason", reason)
        .bind("node", node)
        .execute();
  }

  /** Makes those good again that only its retirement took back; how many there were. */
  public static int reinstate(Handle handle, UUID node) {
    return handle
        .createUpdate(
            "update node_certificate set revoked_at = null, revoked_by = '', reason = '' where node_id = :node and reason = :retired")
        .bind("node", node)
        .bind("retired", RETIRED)
        .execute();
  }

  /** What is taken back and would still be in force. */
  public static List<Revoked> revoked(Handle handle, Instant now) {
    return handle
        .createQuery(
            "select serial, revoked_at from node_certificate where revoked_at is not null and expires_at > :now order by serial")
        .bind("now", now)
        .map(
            (row, _) ->
                new Revoked(
                    new BigInteger(row.getString("serial"), 16),
                    row.getTimestamp("revoked_at").toInstant()))
        .list();
  }
}

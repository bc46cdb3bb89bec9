package io.kitward.server.vouch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The rows of compilers' keys. Every method runs in the caller's transaction. */
public final class VoucherTable {

  private static final RowMapper<VoucherKey> ROW = (row, _) -> key(row);

  private VoucherTable() {}

  private static VoucherKey key(ResultSet row) throws SQLException {
    try {
      return new VoucherKey(
          row.getString("kid"),
          row.getString("certname"),
          row.getString("issuer"),
          row.getString("serial"),
          new P256Key(Proofs.key(row.getBytes("public_key"))),
          row.getTimestamp("enrolled_at").toInstant(),
          Optional.ofNullable(row.getTimestamp("retired_at")).map(Timestamp::toInstant));
    } catch (ProofException e) {
      throw new IllegalStateException("the key " + row.getString("kid") + " " + e.words(), e);
    }
  }

  /** Every key, those of today first. */
  public static List<VoucherKey> all(Handle handle) {
    return handle
        .createQuery("select * from voucher_key order by retired_at is not null, certname, kid")
        .map(ROW)
        .list();
  }

  /** The key of a compiler that is in use now. */
  public static Optional<VoucherKey> current(Handle handle, String certname, String issuer) {
    return handle
        .createQuery(
            "select * from voucher_key where certname = :certname and issuer = :issuer and retired_at is null")
        .bind("certname", certname)
        .bind("issuer", issuer)
        .map(ROW)
        .findOne();
  }

  /**
   * Puts a key in the place of the compiler's former one; one that it had before comes back. Keys
   * whose proofs are too old by any account are forgotten.
   *
   * @param forgotten keys retired before this go
   */
  public static void enrol(Handle handle, VoucherKey key, Instant forgotten) {
    handle
        .createUpdate(
            "update voucher_key set retired_at = :now where certname = :certname and issuer = :issuer"
                + " and retired_at is null and kid <> :kid")
        .bind("now", key.enrolledAt())
        .bind("certname", key.certname())
        .bind("issuer", key.issuer())
        .bind("kid", key.kid())
        .execute();
    handle
        .createUpdate("delete from voucher_key where retired_at < :forgotten")
        .bind("forgotten", forgotten)
        .execute();
    handle
        .createUpdate(
            """
            insert into voucher_key (kid, certname, issuer, serial, public_key, enrolled_at)
            values (:kid, :certname, :issuer, :serial, :key, :now)
            on conflict (kid) do update set certname = :certname, issuer = :issuer, serial = :serial, enrolled_at = :now,
              retired_at = null
            """)
        .bind("kid", key.kid())
        .bind("certname", key.certname())
        .bind("issuer", key.issuer())
        .bind("serial", key.serial())
        .bind("key", key.key().key().getEncoded())
        .bind("now", key.enrolledAt())
        .execute();
  }
}

package io.kitward.server.join;

import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The rows of one-time tokens, of which only digests are kept: 256 random bits need no salt. Every
 * method runs in the caller's transaction.
 */
public final class JoinTokenTable {

  /**
   * One token, without its value.
   *
   * @param certname the one node that it may make; empty: any that is not there yet
   * @param usedBy the certname of the node that it made
   * @param usedKey the digest of the key that it was used for
   */
  public record Row(
      String id,
      String certname,
      List<String> tags,
      Instant createdAt,
      String createdBy,
      Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant usedAt,
      String usedBy,
      String usedKey) {}

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getString("id"),
              row.getString("certname"),
              Json.MAPPER.readValue(row.getString("tags"), new TypeReference<List<String>>() {}),
              row.getTimestamp("created_at").toInstant(),
              row.getString("created_by"),
              row.getTimestamp("expires_at").toInstant(),
              Optional.ofNullable(row.getTimestamp("revoked_at"))
                  .map(at -> at.toInstant())
                  .orElse(null),
              Optional.ofNullable(row.getTimestamp("used_at"))
                  .map(at -> at.toInstant())
                  .orElse(null),
              row.getString("used_by"),
              row.getString("used_key"));

  private JoinTokenTable() {}

  /** A new random token. */
  public static String value(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return "kwj_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** A new name for a token, which opens nothing. */
  public static String id(SecureRandom random) {
    byte[] bits = new byte[5];
    random.nextBytes(bits);
    return "j-" + HexFormat.of().formatHex(bits);
  }

  /** Keeps a new token. */
  public static void insert(Handle handle, Row token, String value) {
    handle
        .createUpdate(
            """
            insert into join_token (id, digest, certname, tags, created_at, created_by, expires_at)
            values (:id, :digest, :certname, cast(:tags as jsonb), :created, :by, :expires)
            """)
        .bind("id", token.id())
        .bind("digest", Json.sha256(value))
        .bind("certname", token.certname())
        .bind("tags", new String(Json.bytes(token.tags()), StandardCharsets.UTF_8))
        .bind("created", token.createdAt())
        .bind("by", token.createdBy())
        .bind("expires", token.expiresAt())
        .execute();
  }

  /** The token of this value, locked: whoever comes at the same moment waits and sees it used. */
  public static Optional<Row> lock(Handle handle, String value) {
    return handle
        .createQuery("select * from join_token where digest = :digest for update")
        .bind("digest", Json.sha256(value))
        .map(ROW)
        .findOne();
  }

  /** Uses the token up. */
  public static void use(Handle handle, String id, String certname, String key, Instant now) {
    handle
        .createUpdate(
            "update join_token set used_at = :now, used_by = :certname, used_key = :key where id = :id")
        .bind("now", now)
        .bind("certname", certname)
        .bind("key", key)
        .bind("id", id)
        .execute();
  }

  /** Revokes an unused token; nothing is written when that is done already. */
  public static boolean revoke(Handle handle, String id, Instant now) {
    return handle
            .createUpdate(
                "update join_token set revoked_at = :now where id = :id and revoked_at is null and used_at is null")
            .bind("now", now)
            .bind("id", id)
            .execute()
        > 0;
  }

  public static Optional<Row> find(Handle handle, String id) {
    return handle
        .createQuery("select * from join_token where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The newest tokens, newest first. */
  public static List<Row> newest(Handle handle, int limit) {
    return handle
        .createQuery("select * from join_token order by created_at desc, id limit :limit")
        .bind("limit", limit)
        .map(ROW)
        .list();
  }
}

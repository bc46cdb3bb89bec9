package io.kitward.server.access;

import io.kitward.protocol.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jdbi.v3.core.Handle;

/**
 * The rows of tokens, of which only digests are kept. A token is 256 random bits, so its digest
 * needs no salt, and looking it up by its digest tells nothing about others. Every method runs in
 * the caller's transaction.
 */
public final class TokenTable {

  /** The role of a token that may do everything. */
  public static final String ADMIN = "admin";

  /** The role of a token that may neither make tokens nor write privileged documents. */
  public static final String OPERATOR = "operator";

  /** The role of a token that opens one console's discovery list. */
  public static final String BACKEND = "backend";

  /** How long a value of before is accepted when the new one is never used. */
  public static final Duration OVERLAP = Duration.ofHours(24);

  private TokenTable() {}

  /** A new random token. */
  public static String value(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return "kw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** What is kept of a token. */
  public static String digest(String value) {
    return Json.sha256(value);
  }

  /**
   * Gives a console's token another value. The one before is accepted until the new one was used,
   * and for no longer than {@link #OVERLAP}; after a revocation it is not accepted again.
   */
  public static void renew(Handle handle, String name, String value, Instant now) {
    handle
        .createUpdate("delete from former_token where accepted_until <= :now")
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            insert into former_token (digest, name, accepted_until)
            select digest, name, :until from access_token where name = :name and revoked_at is null
            """)
        .bind("name", name)
        .bind("until", now.plus(OVERLAP))
        .execute();
    handle
        .createUpdate(
            """
            update access_token set digest = :digest, created_at = :now, revoked_at = null where name = :name
            """)
        .bind("name", name)
        .bind("digest", digest(value))
        .bind("now", now)
        .execute();
  }

  /** The newest value of a token was used: those of before are not accepted any more. */
  public static void used(Handle handle, String name, String digest) {
    handle
        .createUpdate(
            """
            delete from former_token where name = :name
              and exists (select 1 from access_token where name = :name and digest = :digest)
            """)
        .bind("name", name)
        .bind("digest", digest)
        .execute();
  }

  /** Keeps a token; false, and nothing written, when its name is taken. */
  public static boolean insert(
      Handle handle, String name, String role, String value, String by, Instant now) {
    return handle
            .createUpdate(
                """
                insert into access_token (name, role, digest, created_at, created_by)
                values (:name, :role, :digest, :now, :by) on conflict do nothing
                """)
            .bind("name", name)
            .bind("role", role)
            .bind("digest", digest(value))
            .bind("now", now)
            .bind("by", by)
            .execute()
        > 0;
  }
}

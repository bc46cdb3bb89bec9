package io.kitward.server.access;

import io.kitward.protocol.Json;
import java.security.SecureRandom;
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

package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.selector.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What people say on machines that want to join: tokens beforehand, their word afterwards. */
public interface Admissions {

  /**
   * A one-time token, without its value.
   *
   * @param state {@code open used expired revoked}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Token(
      String id,
      String certname,
      List<String> tags,
      Instant createdAt,
      String createdBy,
      Instant expiresAt,
      String state,
      @Nullable Instant usedAt,
      @Nullable String usedBy) {}

  /**
   * A new token.
   *
   * @param value shown here and never again
   * @param command what a person runs on the machine
   */
  record Created(Token token, String value, String command) {}

  /**
   * What a token shall be good for.
   *
   * @param certname the one node that it may make, also when that is there already; empty: any new
   *     one
   * @param tags what the node gets, vouched for by whoever makes the token
   */
  record Asked(String certname, SortedSet<Tag> tags, Duration life) {}

  /**
   * A machine that waits for a person, or that one decided on.
   *
   * @param key the beginning of the SHA-256 of its public key, which the machine shows too
   * @param state {@code pending approved denied}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Waiting(
      String id,
      String certname,
      String key,
      String address,
      Instant createdAt,
      String state,
      @Nullable Instant decidedAt,
      @Nullable String decidedBy,
      @Nullable String reason) {}

  /** The newest tokens, newest first. */
  List<Token> tokens();

  Created createToken(Asked asked, Actor actor);

  /** Revokes a token that nobody used yet; empty when there is none of that name. */
  Optional<Token> revokeToken(String id, Actor actor);

  /** Those that wait first, then the newest. */
  List<Waiting> requests();

  /** A person's word on a request. */
  sealed interface Decided {
    record Done(Waiting request) implements Decided {}

    record Unknown() implements Decided {}

    /** It is decided already, or what it asks for is not possible. */
    record Impossible(String words) implements Decided {}
  }

  Decided approve(String id, Actor actor);

  Decided deny(String id, String reason, Actor actor);

  /** Lets certificates of another CA stand for a node too; false when there is no such node. */
  boolean link(String certname, String issuer, Actor actor);
}

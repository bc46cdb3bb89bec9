package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.server.access.Principal.NodePrincipal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compilers whose word counts, and the keys that they sign with. */
public interface Vouchers {

  /**
   * How a compiler stands.
   *
   * @param kid of the key that it signs with; empty while there is none
   * @param listed whether the configuration lists it
   */
  record View(String kid, boolean listed) {}

  /**
   * A key, for people.
   *
   * @param counts whether proofs that are made with it now are believed
   * @param retiredAt when another took its place; null while none did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Key(
      String certname,
      String issuer,
      String kid,
      Instant enrolledAt,
      @Nullable Instant retiredAt,
      boolean counts) {}

  /** What became of an enrolment. */
  sealed interface Outcome {
    /** The key counts from now on. */
    record Enrolled(View view) implements Outcome {}

    /** The configuration does not list this compiler. */
    record Unlisted(String why) implements Outcome {}

    /** The key, or the proof that it is held, is not right. */
    record Refused(String why) implements Outcome {}
  }

  /** How the compiler behind a certificate stands. */
  View of(NodePrincipal compiler);

  /**
   * Enrols a compiler's key; the former one's proofs count until they are too old.
   *
   * @param key its public half, in PEM
   * @param proof a token signed with it
   */
  Outcome enrol(NodePrincipal compiler, String key, String proof, Actor actor);

  /** Every key. */
  List<Key> all();
}

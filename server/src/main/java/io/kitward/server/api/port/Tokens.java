package io.kitward.server.api.port;

import io.kitward.server.access.Principal;
import java.util.List;
import java.util.Optional;

/** API tokens of people, programs and backends. */
public interface Tokens {

  /** Whose token this is; empty when it is none of ours or revoked. Takes equal time either way. */
  Optional<Principal> verify(String token);

  /** Sorted by name. */
  List<TokenView> list();

  /** Makes a token; its value is returned this once. Empty when the name is taken. */
  Optional<Created> create(String name, Principal.Role role, Actor actor);

  /** Revokes at once; empty when there is none of that name. Twice is as once. */
  Optional<TokenView> revoke(String name, Actor actor);

  /** A new token with its value. */
  record Created(TokenView token, String value) {}
}

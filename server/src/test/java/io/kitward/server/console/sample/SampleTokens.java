package io.kitward.server.console.sample;

import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TokenView;
import io.kitward.server.api.port.Tokens;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens in memory: a token's value is {@code secret-} and its name. Thread-safe. */
public final class SampleTokens implements Tokens {
  private final Map<String, TokenView> tokens = new ConcurrentHashMap<>();
  private final Map<String, Principal> others = new ConcurrentHashMap<>();
  private final Clock clock;

  public SampleTokens(Clock clock) {
    this.clock = clock;
    add("admin");
  }

  public void add(String name) {
    tokens.put(name, new TokenView(name, "admin", clock.instant(), "token/admin", null));
  }

  /** A token of somebody who is no person, such as a backend. */
  public void addOther(String value, Principal principal) {
    others.put(value, principal);
  }

  @Override
  public Optional<Principal> verify(String token) {
    return tokens.values().stream()
        .filter(view -> view.revokedAt() == null && token.equals("secret-" + view.name()))
        .<Principal>map(view -> new TokenPrincipal(view.name(), Role.ADMIN))
        .findFirst()
        .or(() -> Optional.ofNullable(others.get(token)));
  }

  @Override
  public List<TokenView> list() {
    return tokens.values().stream().sorted(Comparator.comparing(TokenView::name)).toList();
  }

  @Override
  public Optional<Created> create(String name, Role role, Actor actor) {
    if (tokens.containsKey(name)) {
      return Optional.empty();
    }
    add(name);
    return list().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .map(view -> new Created(view, "secret-" + name));
  }

  @Override
  public Optional<TokenView> revoke(String name, Actor actor) {
    return Optional.ofNullable(
        tokens.computeIfPresent(
            name,
            (_, view) ->
                new TokenView(
                    view.name(),
                    view.role(),
                    view.createdAt(),
                    view.createdBy(),
                    clock.instant())));
  }
}

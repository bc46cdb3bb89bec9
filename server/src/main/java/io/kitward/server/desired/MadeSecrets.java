package io.kitward.server.desired;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.SecretUse;
import io.kitward.server.access.TokenTable;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The secrets that the server makes itself: consoles' tokens, and the masters from which nodes' own
 * keys are derived. Every method runs in the caller's transaction. Thread-safe.
 */
public final class MadeSecrets {

  private static final int MASTER_BYTES = 32;
  private static final String TOKEN_PREFIX = FilledSecrets.tokenName("");

  private final Secrets secrets;
  private final SecureRandom random;
  private final Clock clock;

  public MadeSecrets(Secrets secrets, SecureRandom random, Clock clock) {
    this.secrets = secrets;
    this.random = random;
    this.clock = clock;
  }

  /** As they will be named before any of them was made. */
  static FilledSecrets.Source first() {
    return source(name -> new SecretReference(name, 1));
  }

  /** As they are, without making any. */
  FilledSecrets.Source known(Handle handle) {
    return source(
        name -> secrets.newest(handle, name).orElseGet(() -> new SecretReference(name, 1)));
  }

  private interface Newest {
    SecretReference of(String name);
  }

  private static FilledSecrets.Source source(Newest newest) {
    return new FilledSecrets.Source() {
      @Override
      public ParameterValue.Secret token(String backend) {
        return value(newest.of(FilledSecrets.tokenName(backend)));
      }

      @Override
      public ParameterValue.Secret master(String service, String parameter) {
        return value(newest.of(FilledSecrets.masterName(service, parameter)));
      }
    };
  }

  /** Those that are not there are made; a console's token is let in. */
  FilledSecrets.Source made(Handle handle) {
    return new FilledSecrets.Source() {
      @Override
      public ParameterValue.Secret token(String backend) {
        return value(
            secrets.make(
                handle,
                FilledSecrets.tokenName(backend),
                () -> {
                  String token = TokenTable.value(random);
                  let(handle, backend, token, "server");
                  return token.getBytes(StandardCharsets.UTF_8);
                },
                false));
      }

      @Override
      public ParameterValue.Secret master(String service, String parameter) {
        return value(
            secrets.make(
                handle,
                FilledSecrets.masterName(service, parameter),
                MadeSecrets.this::freshMaster,
                true));
      }
    };
  }

  /** Sees to it that no secret from which these documents derive keys ever leaves the server. */
  void withhold(Handle handle, DocumentSet documents) {
    Set<String> masters =
        documents.documents().stream()
            .flatMap(SecretUse::in)
            .filter(use -> use.perNode(documents))
            .map(use -> use.secret().name())
            .collect(Collectors.toSet());
    secrets.withhold(handle, masters);
  }

  /**
   * Makes the next version of a secret that the server makes.
   *
   * @return its number
   */
  public int renew(Handle handle, String name, String by) {
    secrets.lock(handle, name);
    if (!name.startsWith(TOKEN_PREFIX) || secrets.standing(handle, name).withheld()) {
      return secrets.put(handle, name, freshMaster(), by);
    }
    String token = TokenTable.value(random);
    let(handle, name.substring(TOKEN_PREFIX.length()), token, by);
    return secrets.put(handle, name, token.getBytes(StandardCharsets.UTF_8), by);
  }

  private void let(Handle handle, String backend, String token, String by) {
    String name = "backend/" + backend;
    if (!TokenTable.insert(handle, name, TokenTable.BACKEND, token, by, clock.instant())) {
      TokenTable.renew(handle, name, token, clock.instant());
    }
  }

  private byte[] freshMaster() {
    byte[] bits = new byte[MASTER_BYTES];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits).getBytes(StandardCharsets.US_ASCII);
  }

  private static ParameterValue.Secret value(SecretReference reference) {
    return new ParameterValue.Secret(reference.name(), String.valueOf(reference.version()));
  }
}

package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SecretVersions;
import io.kitward.server.api.port.SecretView;
import java.util.List;

/** A fleet without secrets. */
final class NoSecrets implements SecretVersions {

  @Override
  public List<SecretView> list() {
    return List.of();
  }

  @Override
  public SecretView add(String name, String value, Actor actor) {
    throw new UnsupportedOperationException("the sample keeps no secrets");
  }
}

package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NewSecretVersion;
import io.kitward.server.api.port.SecretVersions;
import io.kitward.server.api.port.SecretView;
import java.util.List;
import java.util.Optional;

/** A fleet without secrets. */
final class NoSecrets implements SecretVersions {

  @Override
  public List<SecretView> list() {
    return List.of();
  }

  @Override
  public Optional<NewSecretVersion> add(String name, String value, Actor actor) {
    throw new UnsupportedOperationException("the sample keeps no secrets");
  }

  @Override
  public Rotation rotate(String name, Actor actor) {
    return new Rotation.Unknown();
  }
}

package io.kitward.server.console.sample;

import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.api.port.WouldGetView;
import java.util.Optional;

/** A port without a node to explain. */
final class NoExplanations implements Explanations {
  @Override
  public Optional<ExplanationView> explain(String certname, String service) {
    return Optional.empty();
  }

  @Override
  public Optional<WouldGetView> wouldGet(String certname, String service) {
    return Optional.empty();
  }

  @Override
  public boolean describes(String certname, String service) {
    return false;
  }
}

package io.kitward.server.console.sample;

import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.api.port.WouldGetView;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was said of services on nodes. Thread-safe. */
public final class SampleExplanations implements Explanations {
  private final Map<String, ExplanationView> said = new ConcurrentHashMap<>();

  public void put(ExplanationView explanation) {
    said.put(explanation.node() + "/" + explanation.service(), explanation);
  }

  @Override
  public Optional<ExplanationView> explain(String certname, String service) {
    return Optional.ofNullable(said.get(certname + "/" + service));
  }

  @Override
  public Optional<WouldGetView> wouldGet(String certname, String service) {
    return Optional.empty();
  }

  @Override
  public boolean describes(String certname, String service) {
    return said.containsKey(certname + "/" + service);
  }
}

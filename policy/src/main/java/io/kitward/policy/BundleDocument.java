package io.kitward.policy;

import java.util.List;
import java.util.NavigableMap;

/** Services that go together, with parameters by service. */
public record BundleDocument(
    Metadata metadata,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters)
    implements Document {
  public BundleDocument {
    services = List.copyOf(services);
    parameters = Parameters.copy(parameters);
  }

  @Override
  public Kind kind() {
    return Kind.BUNDLE;
  }
}

package io.kitward.policy;

import java.util.List;
import java.util.NavigableMap;

/** Services that go together, with parameters and package versions by service. */
public record BundleDocument(
    Metadata metadata,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions)
    implements Document {
  public BundleDocument {
    services = List.copyOf(services);
    parameters = Parameters.copy(parameters);
    versions = Parameters.copy(versions);
  }

  @Override
  public Kind kind() {
    return Kind.BUNDLE;
  }
}

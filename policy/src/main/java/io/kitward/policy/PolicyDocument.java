package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.List;
import java.util.NavigableMap;

/**
 * Which nodes must have, or must not have, which bundles and services; the higher priority wins on
 * parameters and versions.
 *
 * @param parameters service → parameter → value
 * @param versions service → package → version
 */
public record PolicyDocument(
    Metadata metadata,
    Selector selector,
    int priority,
    Effect effect,
    List<String> bundles,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions)
    implements Document {
  public PolicyDocument {
    bundles = List.copyOf(bundles);
    services = List.copyOf(services);
    parameters = Parameters.copy(parameters);
    versions = Parameters.copy(versions);
  }

  @Override
  public Kind kind() {
    return Kind.POLICY;
  }

  /** Forbid beats every require. */
  public enum Effect {
    REQUIRE,
    FORBID
  }
}

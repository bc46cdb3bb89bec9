package io.kitward.policy;

import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes must have, or must not have, which bundles and services; the higher priority wins on
 * parameters and versions.
 *
 * @param parameters service → parameter → value
 * @param versions service → package → version
 * @param mode what is done about differences of these services; null to leave that to others
 * @param until when a suspension ends; null for other modes
 */
public record PolicyDocument(
    Metadata metadata,
    Selector selector,
    int priority,
    Effect effect,
    List<String> bundles,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions,
    @Nullable Mode mode,
    @Nullable Instant until)
    implements Document {
  public PolicyDocument {
    bundles = List.copyOf(bundles);
    services = List.copyOf(services);
    parameters = Parameters.copy(parameters);
    versions = Parameters.copy(versions);
  }

  /** The mode with its end; null when the document says none. */
  Mode.@Nullable Said said() {
    return mode == null ? null : new Mode.Said(mode, until);
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

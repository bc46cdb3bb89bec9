package io.kitward.policy;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Services that one node has by a decision about that very node, with parameters that beat every
 * policy's. A policy that forbids still wins.
 *
 * @param node the certname
 * @param versions service → package → version
 * @param mode what is done about differences of these services; null to leave that to others
 * @param until when a suspension ends; null for other modes
 */
public record AssignmentDocument(
    Metadata metadata,
    String node,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions,
    @Nullable Mode mode,
    @Nullable Instant until)
    implements Document {
  public AssignmentDocument {
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
    return Kind.ASSIGNMENT;
  }
}

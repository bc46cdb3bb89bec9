package io.kitward.policy;

import java.util.List;
import java.util.NavigableMap;

/**
 * Services that one node has by a decision about that very node, with parameters that beat every
 * policy's. A policy that forbids still wins.
 *
 * @param node the certname
 * @param versions service → package → version
 */
public record AssignmentDocument(
    Metadata metadata,
    String node,
    List<String> services,
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions)
    implements Document {
  public AssignmentDocument {
    services = List.copyOf(services);
    parameters = Parameters.copy(parameters);
    versions = Parameters.copy(versions);
  }

  @Override
  public Kind kind() {
    return Kind.ASSIGNMENT;
  }
}

package io.kitward.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A service that Puppet assigns to a node directly. It counts like a person's assignment, with
 * parameters that beat every policy's and yield to a person's; a policy that forbids still wins.
 *
 * @param provenUntil the first instant at which its proof is too old: from then on the service
 *     stays as it is, and after {@link SourcedTag#LAPSE} it is as if it had never been assigned;
 *     null when it needs no proof
 */
public record DeclaredService(
    String service,
    NavigableMap<String, ParameterValue> parameters,
    @Nullable Instant provenUntil) {
  public DeclaredService {
    parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
  }
}

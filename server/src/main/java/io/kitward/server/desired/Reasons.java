package io.kitward.server.desired;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why an instance is as it is.
 *
 * @param because the policies or consoles that ask for it
 * @param parameters every leaf with its value and where that came from
 * @param registration kind of console to the fields that it needs, for the kinds of which there is
 *     a console; empty: none can prove it
 * @param graceSeconds how long it stays after nothing asks for it any more
 * @param secrets the secrets that its configuration refers to, as {@code secret:NAME@VERSION}
 * @param agent what a stock agent is to carry out; null for a service that the connector carries
 *     out
 */
public record Reasons(
    List<String> because,
    List<Parameter> parameters,
    Map<String, Map<String, String>> registration,
    long graceSeconds,
    List<String> secrets,
    @Nullable AgentWanted agent) {

  /** Reasons of a service that the connector carries out. */
  public Reasons(
      List<String> because,
      List<Parameter> parameters,
      Map<String, Map<String, String>> registration,
      long graceSeconds,
      List<String> secrets) {
    this(because, parameters, registration, graceSeconds, secrets, null);
  }

  /** Among {@link #because()}: Puppet's code assigns it. */
  static final String PUPPET = "Puppet's code";

  /** Whether Puppet's code is among what asks for it. */
  public boolean assignedByPuppet() {
    return because.contains(PUPPET);
  }

  /** No reasons: what a row has before it was ever resolved. */
  public static final Reasons NONE = new Reasons(List.of(), List.of(), Map.of(), 0, List.of());

  /**
   * One leaf of the parameters.
   *
   * @param origin who set the value
   * @param overrides who set another, and which, in falling order
   */
  public record Parameter(String leaf, String value, String origin, List<String> overrides) {}
}

package io.kitward.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * Sees to it that no secret goes to a node for no other reason than what that node says of itself:
 * the service must be there, and the secret must be given, by a document that names the node or
 * whose selector picks it whatever it says.
 */
final class SecretTrust {
  private final DocumentSet documents;
  private final Matching matching;
  private final NodeView node;

  SecretTrust(DocumentSet documents, Matching matching, NodeView node) {
    this.documents = documents;
    this.matching = matching;
    this.node = node;
  }

  /** A conflict for each secret that may not go there. */
  List<Conflict> conflicts(
      String service, Claim claim, NavigableMap<String, ParameterChoice> parameters) {
    List<Conflict> conflicts = new ArrayList<>();
    parameters.forEach(
        (name, choice) -> {
          if (choice.value() instanceof ParameterValue.Secret secret) {
            if (claim.requires.stream().noneMatch(this::vouched)) {
              conflicts.add(conflict(service, name, secret, "the service is there"));
            } else if (!given(choice.winner(), claim)) {
              conflicts.add(conflict(service, name, secret, choice.winner() + " gives it"));
            }
          }
        });
    return conflicts;
  }

  private boolean vouched(Because because) {
    return switch (because.source()) {
      case ASSIGNMENT, PUPPET, BACKEND -> true;
      case POLICY, EXEMPTION -> policy(because.name());
    };
  }

  private boolean given(Origin origin, Claim claim) {
    return switch (origin.source()) {
      case DEFAULT, ASSIGNMENT, BACKEND -> true;
      // Whoever writes Puppet's code is root on its nodes, but does not choose among our secrets.
      case PUPPET -> false;
      case POLICY -> policy(origin.name());
      case BUNDLE ->
          claim.requires.stream()
              .anyMatch(because -> origin.name().equals(because.bundle()) && vouched(because));
    };
  }

  private boolean policy(String name) {
    return documents
        .find(Kind.POLICY, name)
        .map(PolicyDocument.class::cast)
        .filter(policy -> matching.trusted(matching.selector(policy), node))
        .isPresent();
  }

  private static Conflict conflict(
      String service, String parameter, ParameterValue.Secret secret, String what) {
    String message =
        "the secret "
            + secret.reference()
            + " is withheld: "
            + what
            + " only for what the node says of itself; let someone else set those tags, and name the"
            + " allowed sources in a TagKey document";
    return new Conflict(service, Conflict.Reason.UNTRUSTED, parameter, List.of(), message);
  }
}

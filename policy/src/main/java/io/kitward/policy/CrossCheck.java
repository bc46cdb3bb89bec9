package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks one document against the others. */
final class CrossCheck {
  private final ParsedDocument parsed;
  private final DocumentSet documents;
  private final TagRuleCheck rules;
  private final List<Problem> problems = new ArrayList<>();

  private CrossCheck(ParsedDocument parsed, DocumentSet documents, TagRuleCheck rules) {
    this.parsed = parsed;
    this.documents = documents;
    this.rules = rules;
  }

  /**
   * What is wrong with one document.
   *
   * @param masters the names of the secrets from which nodes' own keys are derived
   */
  static List<Problem> problems(
      ParsedDocument parsed, DocumentSet documents, TagRuleCheck rules, Set<String> masters) {
    CrossCheck check = new CrossCheck(parsed, documents, rules);
    check.masters(masters);
    switch (parsed.document()) {
      case ServiceDocument service -> {
        ServiceCheck.faults(service, described(documents))
            .forEach((path, message) -> check.add(Problem.VALUE, path, message));
        ServiceOrder.circle(service, documents)
            .ifPresent(circle -> check.add(Problem.CIRCLE, "spec.after", circle));
      }
      case BundleDocument bundle -> {
        check.names(Kind.SERVICE, bundle.services(), "spec.services");
        check.parameters(bundle.parameters());
        check.versions(bundle.versions());
        bundle.parameters().keySet().stream()
            .filter(service -> !bundle.services().contains(service))
            .forEach(
                service ->
                    check.add(
                        Problem.REFERENCE,
                        "spec.parameters." + service,
                        "the bundle does not hold the service "
                            + service
                            + "; add it or drop its parameters"));
      }
      case PolicyDocument policy -> {
        check.groups(policy.selector());
        check.names(Kind.BUNDLE, policy.bundles(), "spec.bundles");
        check.names(Kind.SERVICE, policy.services(), "spec.services");
        check.parameters(policy.parameters());
        check.versions(policy.versions());
      }
      case BackendDocument backend -> check.backend(backend);
      case AssignmentDocument assignment -> {
        check.names(Kind.SERVICE, assignment.services(), "spec.services");
        check.parameters(assignment.parameters());
        check.versions(assignment.versions());
      }
      case ExemptionDocument exemption -> {
        check.groups(exemption.selector());
        check.names(Kind.SERVICE, exemption.services(), "spec.services");
      }
      case SiteDocument site -> check.groups(site.selector());
      case RepositoryDocument _ -> {}
      case TagKeyDocument key -> check.tagKey(key);
      case TagRuleDocument rule -> {
        check.groups(rule.selector());
        rules.problems(rule).forEach((path, message) -> check.add(Problem.TAG, path, message));
      }
      case GroupDocument group -> check.groups(new Selector.GroupReference(group.name()));
    }
    return check.problems;
  }

  /** A secret from which keys are derived goes nowhere as it is: who had it had every key. */
  private void masters(Set<String> masters) {
    SecretUse.in(parsed.document())
        .filter(use -> masters.contains(use.secret().name()) && !use.perNode(documents))
        .forEach(
            use ->
                add(
                    Problem.VALUE,
                    use.path(),
                    "the keys that nodes have for themselves are derived from the secret "
                        + use.secret().name()
                        + ", so it goes nowhere as it is; name another secret"));
  }

  /** The kinds of consoles that Backend documents describe themselves. */
  private static Set<String> described(DocumentSet documents) {
    return documents.backends().stream()
        .flatMap(backend -> Optional.ofNullable(backend.registersAs()).stream())
        .collect(Collectors.toSet());
  }

  private void groups(Selector selector) {
    try {
      Selector _ = rules.expand(selector);
    } catch (GroupExpansionException broken) {
      String fix = broken.fix() == null ? "" : "; " + broken.fix();
      String code = broken.groups().size() > 1 ? Problem.CIRCLE : Problem.REFERENCE;
      add(code, "spec.selector", broken.getMessage() + fix);
    }
  }

  private void tagKey(TagKeyDocument key) {
    rules
        .tagKey(key.key())
        .filter(other -> other.name().compareTo(key.name()) < 0)
        .ifPresent(
            other ->
                add(
                    Problem.TAG,
                    "spec.key",
                    "the key "
                        + key.key()
                        + " has the TagKey document "
                        + other.name()
                        + " already; keep one"));
  }

  private void backend(BackendDocument backend) {
    backend.hosts().forEach(rule -> groups(rule.selector()));
    BackendDocument.Configure configure = backend.configure();
    if (configure == null) {
      return;
    }
    for (int i = 0; i < configure.services().size(); i++) {
      BackendDocument.ServiceItem item = configure.services().get(i);
      String at = "spec.configure.services[" + i + "]";
      if (known(Kind.SERVICE, item.name(), at + ".name")) {
        values(item.name(), item.parameters(), at + ".parameters");
      }
    }
  }

  private void names(Kind kind, List<String> names, String path) {
    for (int i = 0; i < names.size(); i++) {
      known(kind, names.get(i), path + "[" + i + "]");
    }
  }

  private boolean known(Kind kind, String name, String path) {
    if (documents.find(kind, name).isPresent()) {
      return true;
    }
    if (full()) {
      return false;
    }
    String word = DocumentForm.word(kind).replace('_', ' ');
    String hint =
        DidYouMean.closest(name, documents.names(kind))
            .map(close -> "did you mean " + close + "?")
            .orElse("apply its document together with this one");
    add(Problem.REFERENCE, path, "there is no " + word + " named '" + name + "'; " + hint);
    return false;
  }

  private void parameters(NavigableMap<String, NavigableMap<String, ParameterValue>> parameters) {
    parameters.forEach(
        (service, values) -> {
          String path = "spec.parameters." + service;
          if (known(Kind.SERVICE, service, path)) {
            values(service, values, path);
          }
        });
  }

  private void versions(NavigableMap<String, NavigableMap<String, ParameterValue>> versions) {
    versions.forEach(
        (service, pins) -> {
          String path = "spec.versions." + service;
          if (known(Kind.SERVICE, service, path)) {
            packages(service, pins.navigableKeySet(), path);
          }
        });
  }

  private void packages(String service, Set<String> pinned, String path) {
    List<String> packages = documents.service(service).orElseThrow().packageNames();
    for (String name : pinned) {
      if (!packages.contains(name) && !full()) {
        String hint =
            DidYouMean.closest(name, packages)
                .map(close -> "did you mean " + close + "?")
                .orElse("it has " + packages);
        add(
            Problem.REFERENCE,
            path + "." + name,
            "the service " + service + " installs no package '" + name + "'; " + hint);
      }
    }
  }

  private void values(String service, NavigableMap<String, ParameterValue> values, String path) {
    ports(service, values, path);
    Map<String, ServiceDocument.Parameter> defined =
        documents.service(service).map(ServiceDocument::parameters).orElseThrow();
    values.forEach(
        (name, value) -> {
          ServiceDocument.Parameter parameter = defined.get(name);
          if (full()) {
            return;
          }
          if (parameter == null) {
            String hint =
                DidYouMean.closest(name, defined.keySet())
                    .map(close -> "did you mean " + close + "?")
                    .orElse("known are " + String.join(", ", defined.keySet()));
            add(
                Problem.PARAMETER,
                path + "." + name,
                "the service " + service + " has no parameter '" + name + "'; " + hint);
          } else {
            parameter
                .fault(value)
                .ifPresent(fault -> add(Problem.PARAMETER, path + "." + name, fault));
          }
        });
  }

  private void ports(String service, NavigableMap<String, ParameterValue> values, String path) {
    for (String name : ServiceCheck.ports(documents.service(service).orElseThrow())) {
      if (values.get(name) instanceof ParameterValue.Whole value
          && !ServiceCheck.isPort(value.plain().toString())) {
        add(
            Problem.PARAMETER,
            path + "." + name,
            ServiceCheck.noPort(value.plain().toString())
                + ", since the service "
                + service
                + " listens there");
      }
    }
  }

  /** Whether more problems would not be told anyway. */
  private boolean full() {
    return problems.size() > Problems.LIMIT;
  }

  private void add(String code, String path, String message) {
    problems.add(parsed.problem(code, path, message));
  }
}

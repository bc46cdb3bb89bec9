package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one console's hosts get beside what services bring, by selectors. Immutable.
 *
 * <p>A variable that is a secret's reference only with what a node says of itself is left out: no
 * tag and no fact fetches a secret.
 */
final class HostRules {

  private record Rule(Optional<Selector> selector, BackendDocument.HostRule says) {}

  private final List<Rule> rules;

  HostRules(BackendDocument backend, Matching matching) {
    this.rules =
        backend.hosts().stream()
            .map(rule -> new Rule(matching.expand(rule.selector()), rule))
            .toList();
  }

  /** The shape of a node's host; empty when it cannot be decided whether a rule picks the node. */
  Optional<HostShape> of(NodeView node) {
    var values = new Templates(values(node));
    var groups = new TreeSet<String>();
    var templates = new TreeSet<String>();
    var variables = new TreeMap<String, String>();
    for (Rule rule : rules) {
      Certainty picked =
          rule.selector()
              .map(selector -> Matching.ask(selector, node, node.subject()))
              .orElse(Certainty.OPEN);
      if (picked == Certainty.OPEN) {
        return Optional.empty();
      }
      if (picked == Certainty.YES) {
        groups.addAll(rendered(values, rule.says().groups()));
        templates.addAll(rendered(values, rule.says().templates()));
        rule.says()
            .variables()
            .forEach(
                (name, template) ->
                    rendered(values, template)
                        .filter(text -> !SecretText.isMade(text, template))
                        .ifPresent(text -> variables.put(name, text)));
      }
    }
    return Optional.of(new HostShape(groups, templates, variables));
  }

  private static Map<String, Object> values(NodeView node) {
    Map<String, Object> values = new HashMap<>(InstanceRenderer.nodeValues(node));
    values.put("certname", node.certname());
    return values;
  }

  private static List<String> rendered(Templates values, List<String> templates) {
    var texts = new ArrayList<String>();
    templates.forEach(template -> rendered(values, template).ifPresent(texts::add));
    return texts;
  }

  /** What names a tag or fact that the node doesn't have is left out. */
  private static Optional<String> rendered(Templates values, String template) {
    try {
      return Optional.of(values.render(template, Format.PLAIN).text()).filter(it -> !it.isBlank());
    } catch (RenderException absent) {
      return Optional.empty();
    }
  }
}

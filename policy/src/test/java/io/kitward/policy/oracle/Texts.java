package io.kitward.policy.oracle;

import static io.kitward.policy.Texts.inline;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes a world as people would write it, in an order of its own each time. */
final class Texts {
  private Texts() {}

  static DocumentSet documents(World world, Random random) {
    List<String> texts = new ArrayList<>();
    world.services.forEach((name, defaults) -> texts.add(service(name, defaults)));
    world.bundles.forEach(
        (name, bundle) ->
            texts.add(
                inline(
                    "Bundle",
                    name,
                    "services: "
                        + list(bundle.services())
                        + ", parameters: "
                        + nested(bundle.parameters()))));
    world.groups.forEach(
        (name, selector) ->
            texts.add(inline("Group", name, "selector: \"" + selector.text() + "\"")));
    world.policies.forEach((name, policy) -> texts.add(policy(name, policy)));
    world.assignments.forEach(
        (name, it) ->
            texts.add(
                inline(
                    "Assignment",
                    name,
                    "node: "
                        + it.node()
                        + ", services: "
                        + list(it.services())
                        + ", parameters: "
                        + nested(it.parameters()))));
    world.exemptions.forEach(
        (name, it) ->
            texts.add(
                inline(
                    "Exemption",
                    name,
                    "selector: \""
                        + it.selector().text()
                        + "\", services: "
                        + list(it.services())
                        + ", reason: test, until: \""
                        + it.until()
                        + "\"")));
    world.keys.forEach((name, key) -> texts.add(key(name, key)));
    world.rules.forEach(
        (name, rule) ->
            texts.add(
                inline(
                    "TagRule",
                    name,
                    "selector: \""
                        + rule.selector().text()
                        + "\", tags: [\""
                        + rule.key()
                        + "="
                        + (rule.value() == null ? "${facts." + rule.fact() + "}" : rule.value())
                        + "\"]")));
    Collections.shuffle(texts, random);
    Documents.Parsed parsed = Documents.parse("world.yaml", String.join("", texts));
    assertThat(parsed.problems()).isEmpty();
    return DocumentSet.ofParsed(parsed.documents());
  }

  private static String service(String name, Map<String, String> defaults) {
    String parameters =
        List.of("p", "q").stream()
            .map(
                leaf ->
                    leaf
                        + ": {type: string"
                        + (defaults.get(leaf) == null ? "" : ", default: " + defaults.get(leaf))
                        + "}")
            .collect(Collectors.joining(", "));
    return inline(
        "Service",
        name,
        "parameters: {"
            + parameters
            + "}, packages: [{name: package-"
            + name
            + "}], files: [{path: /etc/"
            + name
            + ", format: plain, template: \"p={{p}} q={{q}}\"}]");
  }

  private static String policy(String name, World.Policy policy) {
    String versions =
        policy.versions().entrySet().stream()
            .map(it -> it.getKey() + ": {package-" + it.getKey() + ": \"" + it.getValue() + "\"}")
            .collect(Collectors.joining(", "));
    return inline(
        "Policy",
        name,
        "selector: \""
            + policy.selector().text()
            + "\", effect: "
            + (policy.forbids() ? "forbid" : "require")
            + ", priority: "
            + policy.priority()
            + ", services: "
            + list(policy.services())
            + ", bundles: "
            + list(policy.bundles())
            + ", parameters: "
            + nested(policy.parameters())
            + ", versions: {"
            + versions
            + "}");
  }

  private static String key(String name, World.Key key) {
    return inline(
        "TagKey",
        name,
        "values: "
            + list(key.values())
            + ", cardinality: "
            + (key.single() ? "single" : "multi")
            + ", sources: "
            + key.sources().stream()
                .map(source -> "\"" + source + "\"")
                .collect(Collectors.joining(", ", "[", "]")));
  }

  private static String list(Collection<String> items) {
    return "[" + String.join(", ", items) + "]";
  }

  private static String nested(Map<String, Map<String, String>> parameters) {
    return parameters.entrySet().stream()
        .map(
            service ->
                service.getKey()
                    + ": {"
                    + service.getValue().entrySet().stream()
                        .map(it -> it.getKey() + ": " + it.getValue())
                        .collect(Collectors.joining(", "))
                    + "}")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static List<SourcedTag> tags(World.Node node, Random random) {
    List<SourcedTag> tags = new ArrayList<>();
    for (World.SetTag tag : node.tags()) {
      tags.add(
          new SourcedTag(
              new Tag(tag.key(), tag.value()),
              tag.source(),
              tag.source(),
              null,
              tag.expires(),
              Trust.of(tag.source())));
    }
    Collections.shuffle(tags, random);
    return tags;
  }
}

package io.kitward.policy;

import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the specs of bundles and policies. */
final class SpecReader {
  static final Pattern CERTNAME = Pattern.compile("[a-z0-9._-]{1,255}");

  private SpecReader() {}

  static BundleDocument bundle(Metadata metadata, Fields spec) {
    List<String> services = names(spec, "services");
    if (services.isEmpty()) {
      spec.problem(Problem.MISSING, "services", "a bundle has at least one service");
    }
    return new BundleDocument(metadata, services, parameters(spec), versions(spec));
  }

  static PolicyDocument policy(Metadata metadata, Fields spec) {
    Selector selector = selector(spec);
    int priority = spec.wholeOr("priority", 0);
    PolicyDocument.Effect effect = spec.choice("effect", PolicyDocument.Effect.class);
    List<String> bundles = names(spec, "bundles");
    List<String> services = names(spec, "services");
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters = parameters(spec);
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions = versions(spec);
    if (bundles.isEmpty() && services.isEmpty()) {
      spec.problem(Problem.MISSING, "services", "a policy names at least one bundle or service");
    }
    if (effect == PolicyDocument.Effect.FORBID && !parameters.isEmpty()) {
      spec.problem(
          Problem.VALUE, "parameters", "a policy that forbids has no parameters; drop them");
    }
    if (effect == PolicyDocument.Effect.FORBID && !versions.isEmpty()) {
      spec.problem(Problem.VALUE, "versions", "a policy that forbids pins no versions; drop them");
    }
    Mode.Said said = ModeReader.read(spec);
    if (effect == PolicyDocument.Effect.FORBID && said != null) {
      spec.problem(Problem.VALUE, "mode", "a policy that forbids has no mode; drop it");
    }
    return new PolicyDocument(
        metadata,
        selector,
        priority,
        effect == null ? PolicyDocument.Effect.FORBID : effect,
        bundles,
        services,
        parameters,
        versions,
        said == null ? null : said.mode(),
        said == null ? null : said.until());
  }

  static Selector selector(Fields spec) {
    return selector(spec, "selector");
  }

  static Selector selector(Fields spec, String field) {
    String text = spec.text(field, Fields.ANY, "a selector; all means every node");
    if (!(spec.find(field) instanceof SourceNode.Text)) {
      return new Selector.All();
    }
    try {
      return Selector.parse(text);
    } catch (SelectorSyntaxException refusal) {
      spec.problem(Problem.SELECTOR, field, refusal.caretText());
      return new Selector.All();
    }
  }

  static List<String> names(Fields spec, String field) {
    return spec.distinctTexts(field, DocumentReader.NAME, DocumentReader.NAME_EXPECTED);
  }

  static NavigableMap<String, NavigableMap<String, ParameterValue>> parameters(Fields spec) {
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters = new TreeMap<>();
    Fields services = spec.mapping("parameters");
    if (services != null) {
      for (String service : services.names()) {
        Fields values = services.mapping(service);
        NavigableMap<String, ParameterValue> read =
            values == null ? new TreeMap<>() : values(values);
        if (!read.isEmpty()) {
          parameters.put(service, read);
        }
      }
    }
    return parameters;
  }

  /** Service → package → version. */
  static NavigableMap<String, NavigableMap<String, ParameterValue>> versions(Fields spec) {
    NavigableMap<String, NavigableMap<String, ParameterValue>> versions = new TreeMap<>();
    Fields services = spec.mapping("versions");
    for (String service : services == null ? List.<String>of() : services.names()) {
      Fields packages = services == null ? null : services.mapping(service);
      NavigableMap<String, ParameterValue> read = new TreeMap<>();
      for (String name : packages == null ? List.<String>of() : packages.names()) {
        if (packages != null) {
          String version = packages.text(name, Syntax.VERSION, Syntax.VERSION_EXPECTED);
          read.put(name, new ParameterValue.Text(version));
        }
      }
      if (!read.isEmpty()) {
        versions.put(service, read);
      }
    }
    return versions;
  }

  /** Refuses what is said of services that the document does not name. */
  static void refuseForeign(
      Fields spec, String field, NavigableMap<String, ?> byService, List<String> services) {
    byService.keySet().stream()
        .filter(service -> !services.contains(service))
        .forEach(
            service ->
                spec.problem(
                    Problem.REFERENCE,
                    field,
                    "speaks of the service " + service + ", which is not among the services"));
  }

  static NavigableMap<String, ParameterValue> values(Fields fields) {
    NavigableMap<String, ParameterValue> values = new TreeMap<>();
    for (String name : fields.names()) {
      ParameterValue value = value(fields, name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return values;
  }

  /**
   * A parameter's value as written, before its type is known; null, with a problem, when it can be
   * none.
   */
  static @Nullable ParameterValue value(Fields fields, String name) {
    SourceNode node = fields.find(name);
    if (node == null) {
      fields.problem(Problem.TYPE, name, "has no value; write one or drop the line");
      return null;
    }
    return value(fields, node, fields.path(name));
  }

  /** A value at a path; null, with a problem, when it can be none. */
  static @Nullable ParameterValue value(Fields fields, SourceNode node, String at) {
    return switch (node) {
      case SourceNode.Text text -> new ParameterValue.Text(text.text());
      case SourceNode.Whole whole ->
          whole.number().bitLength() < Long.SIZE
              ? new ParameterValue.Whole(whole.number().longValue())
              : refuse(fields, node, at, "is larger than 64 bits hold");
      case SourceNode.Decimal decimal ->
          Math.abs((long) decimal.number().scale()) <= 30 && decimal.number().precision() <= 30
              ? new ParameterValue.Decimal(decimal.number())
              : refuse(fields, node, at, "has more than 30 digits");
      case SourceNode.Flag flag -> new ParameterValue.Flag(flag.flag());
      case SourceNode.Sequence sequence -> {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
          items.add(fields.text(sequence.items().get(i), at + "[" + i + "]", Fields.ANY, "text"));
        }
        yield new ParameterValue.TextList(items);
      }
      case SourceNode.Mapping ignored ->
          refuse(fields, node, at, "is a mapping, expected a value or a list of texts");
      case SourceNode.Nothing ignored ->
          refuse(fields, node, at, "has no value; write one or drop the line");
    };
  }

  private static @Nullable ParameterValue refuse(
      Fields fields, SourceNode node, String at, String message) {
    fields.problems().add(Problem.TYPE, node.position(), at, message);
    return null;
  }
}

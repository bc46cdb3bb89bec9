package io.kitward.policy;

import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the specs of bundles, policies and backends. */
final class SpecReader {
  private static final Pattern CERTNAME = Pattern.compile("[a-z0-9._-]{1,255}");
  private static final Pattern URL = Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#]*)?");

  private SpecReader() {}

  static BundleDocument bundle(Metadata metadata, Fields spec) {
    List<String> services = names(spec, "services");
    if (services.isEmpty()) {
      spec.problem(Problem.MISSING, "services", "a bundle has at least one service");
    }
    return new BundleDocument(metadata, services, parameters(spec));
  }

  static PolicyDocument policy(Metadata metadata, Fields spec) {
    Selector selector = selector(spec);
    int priority = spec.wholeOr("priority", 0);
    PolicyDocument.Effect effect = spec.choice("effect", PolicyDocument.Effect.class);
    List<String> bundles = names(spec, "bundles");
    List<String> services = names(spec, "services");
    NavigableMap<String, NavigableMap<String, ParameterValue>> parameters = parameters(spec);
    if (bundles.isEmpty() && services.isEmpty()) {
      spec.problem(Problem.MISSING, "services", "a policy names at least one bundle or service");
    }
    if (effect == PolicyDocument.Effect.FORBID && !parameters.isEmpty()) {
      spec.problem(
          Problem.VALUE, "parameters", "a policy that forbids has no parameters; drop them");
    }
    return new PolicyDocument(
        metadata,
        selector,
        priority,
        effect == null ? PolicyDocument.Effect.FORBID : effect,
        bundles,
        services,
        parameters);
  }

  static BackendDocument backend(Metadata metadata, Fields spec) {
    BackendDocument.Type type = spec.choice("type", BackendDocument.Type.class);
    String url = spec.optionalText("url", URL, "a URL such as http://mon.example.org:9090");
    if (type == BackendDocument.Type.PROMETHEUS && url == null) {
      spec.problem(
          Problem.MISSING, "url", "is missing; expected where Kitward asks this Prometheus");
    }
    if (type == BackendDocument.Type.SYSLOG && url != null) {
      spec.problem(Problem.VALUE, "url", "a syslog backend is not asked anything; drop the URL");
    }
    Fields configure = spec.mapping("configure");
    return new BackendDocument(
        metadata,
        type == null ? BackendDocument.Type.SYSLOG : type,
        url,
        configure == null ? null : configure(configure));
  }

  private static BackendDocument.Configure configure(Fields fields) {
    String node =
        fields.text("node", CERTNAME, "the certname of the console's node, in lower case");
    List<BackendDocument.ServiceItem> services =
        fields.list("services", (item, at) -> serviceItem(fields.mapping(item, at)));
    if (services.isEmpty()) {
      fields.problem(Problem.MISSING, "services", "names at least one service");
    }
    if (services.stream().map(BackendDocument.ServiceItem::name).distinct().count()
        != services.size()) {
      fields.problem(Problem.VALUE, "services", "names a service twice; keep one");
    }
    fields.refuseUnknown();
    return new BackendDocument.Configure(node, services);
  }

  private static BackendDocument.@Nullable ServiceItem serviceItem(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", DocumentReader.NAME, DocumentReader.NAME_EXPECTED);
    Fields values = fields.mapping("parameters");
    fields.refuseUnknown();
    return new BackendDocument.ServiceItem(name, values == null ? new TreeMap<>() : values(values));
  }

  private static Selector selector(Fields spec) {
    String text = spec.text("selector", Fields.ANY, "a selector; all means every node");
    if (!(spec.find("selector") instanceof SourceNode.Text)) {
      return new Selector.All();
    }
    try {
      return Selector.parse(text);
    } catch (SelectorSyntaxException refusal) {
      spec.problem(Problem.SELECTOR, "selector", refusal.caretText());
      return new Selector.All();
    }
  }

  private static List<String> names(Fields spec, String field) {
    return spec.distinctTexts(field, DocumentReader.NAME, DocumentReader.NAME_EXPECTED);
  }

  private static NavigableMap<String, NavigableMap<String, ParameterValue>> parameters(
      Fields spec) {
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

  private static NavigableMap<String, ParameterValue> values(Fields fields) {
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
    return switch (node) {
      case null -> refuse(fields, name, "has no value; write one or drop the line");
      case SourceNode.Text text -> new ParameterValue.Text(text.text());
      case SourceNode.Whole whole ->
          whole.number().bitLength() < Long.SIZE
              ? new ParameterValue.Whole(whole.number().longValue())
              : refuse(fields, name, "is larger than 64 bits hold");
      case SourceNode.Decimal decimal ->
          Math.abs((long) decimal.number().scale()) <= 30 && decimal.number().precision() <= 30
              ? new ParameterValue.Decimal(decimal.number())
              : refuse(fields, name, "has more than 30 digits");
      case SourceNode.Flag flag -> new ParameterValue.Flag(flag.flag());
      case SourceNode.Sequence sequence -> {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
          String at = fields.path(name) + "[" + i + "]";
          items.add(fields.text(sequence.items().get(i), at, Fields.ANY, "text"));
        }
        yield new ParameterValue.TextList(items);
      }
      case SourceNode.Mapping ignored ->
          refuse(fields, name, "is a mapping, expected a value or a list of texts");
      case SourceNode.Nothing ignored ->
          refuse(fields, name, "has no value; write one or drop the line");
    };
  }

  private static @Nullable ParameterValue refuse(Fields fields, String name, String message) {
    fields.problem(Problem.TYPE, name, message);
    return null;
  }
}

package io.kitward.policy;

import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a service. */
final class ServiceReader {
  private static final Pattern PARAMETER = Pattern.compile("[a-z][A-Za-z0-9]{0,62}");
  private static final Pattern AGENT = Pattern.compile("[!-~]{1,200}");
  private static final Pattern ENTRY = Pattern.compile("[!-~]{0,200}");
  private static final Pattern MEDIA = Pattern.compile("([a-z0-9.+-]+/[a-z0-9.+-]+)?");
  private static final Set<String> TAKEN =
      Set.of("certname", "tags", "facts", "kitward", "backend", "this", Members.NAME);

  /** What a variant may ask for: facts that are there as soon as a node is, and rarely change. */
  private static final Set<String> OS_FACTS =
      new TreeSet<>(List.of("os.arch", "os.codename", "os.family", "os.name", "os.release"));

  private final Fields spec;
  private final NavigableMap<String, ServiceDocument.Parameter> parameters = new TreeMap<>();

  private ServiceReader(Fields spec) {
    this.spec = spec;
  }

  static ServiceDocument read(Metadata metadata, Fields spec) {
    ServiceReader reader = new ServiceReader(spec);
    reader.readParameters();
    TemplateReader templates = new TemplateReader(reader.parameters);
    ServiceDocument service =
        new ServiceDocument(
            metadata,
            reader.parameters,
            PartsReader.read(spec, templates),
            reader.variants(templates),
            SpecReader.names(spec, "after"),
            Syntax.whole(spec, "startsPerDay", 0, 1, 1000),
            reader.registration(templates),
            reader.offboarding(),
            reader.agent(templates));
    service.everyParts().forEach(parts -> PartsReader.refuseMisfits(spec, parts));
    if (service.agent() != null && !PartsReader.named(spec).isEmpty()) {
      spec.problem(
          Problem.VALUE,
          "agent",
          "stands beside what the connector carries out; put packages, files and units into a"
              + " service of their own");
    }
    if (service.after().contains(service.name())) {
      spec.problem(Problem.VALUE, "after", "names the service itself; drop it");
    }
    if (service.everyParts().stream()
        .anyMatch(parts -> parts.conflicts().services().contains(service.name()))) {
      spec.problem(Problem.VALUE, "conflicts", "names the service itself; drop it");
    }
    return service;
  }

  private void readParameters() {
    Fields all = spec.mapping("parameters");
    if (all == null) {
      return;
    }
    for (String name : all.names()) {
      if (!PARAMETER.matcher(name).matches() || TAKEN.contains(name)) {
        all.problem(
            Problem.VALUE,
            name,
            "is not a parameter's name; expected camelCase, other than " + TAKEN);
      }
      Fields fields = all.mapping(name);
      if (fields == null) {
        continue;
      }
      ParameterType type = fields.choice("type", ParameterType.class);
      String description = fields.textOr("description", "", Fields.ANY, "text");
      ParameterValue written =
          fields.find("default") == null ? null : SpecReader.value(fields, "default");
      ParameterValue accepted =
          written == null || type == null ? null : type.accept(written).orElse(null);
      if (written != null && type != null && accepted == null) {
        fields.problem(
            Problem.PARAMETER, "default", "does not fit the type; expected " + type.expected());
      }
      Constraints constraints =
          type == null ? Constraints.NONE : ConstraintReader.read(fields, type);
      if (accepted != null) {
        constraints
            .fault(accepted)
            .ifPresent(fault -> fields.problem(Problem.PARAMETER, "default", fault));
      }
      boolean perNode = fields.flagOr("perNode", false);
      if (perNode && type != null && type != ParameterType.SECRET) {
        fields.problem(
            Problem.VALUE,
            "perNode",
            "is not for type " + type.word() + ", only for secret; drop it");
      }
      fields.refuseUnknown();
      parameters.put(
          name,
          new ServiceDocument.Parameter(
              type == null ? ParameterType.STRING : type,
              accepted,
              description,
              constraints,
              perNode && type == ParameterType.SECRET));
    }
  }

  private List<Variant> variants(TemplateReader templates) {
    return spec.list(
        "variants",
        (node, at) -> {
          Fields fields = spec.mapping(node, at);
          if (fields == null) {
            return null;
          }
          Selector when = SpecReader.selector(fields, "when");
          refuseOtherFacts(fields, when);
          Set<ServiceParts.Part> replaces = PartsReader.named(fields);
          if (replaces.isEmpty()) {
            fields.problem(
                Problem.MISSING, "packages", "a variant says at least one part differently");
          }
          ServiceParts parts = PartsReader.read(fields, templates);
          fields.refuseUnknown();
          return new Variant(when, replaces, parts);
        });
  }

  private static void refuseOtherFacts(Fields fields, Selector when) {
    if (!when.groups().isEmpty()) {
      fields.problem(Problem.SELECTOR, "when", "a variant asks for facts, not for groups");
    }
    for (Attribute attribute : when.attributes()) {
      if (attribute.isTag() || !OS_FACTS.contains(attribute.name())) {
        fields.problem(
            Problem.SELECTOR,
            "when",
            "'"
                + attribute
                + "' is no fact of the operating system; known are facts."
                + String.join(", facts.", OS_FACTS));
      }
    }
    if (when.attributes().isEmpty() && when.groups().isEmpty()) {
      fields.problem(
          Problem.SELECTOR, "when", "asks for no fact; what is so everywhere needs no variant");
    }
  }

  private NavigableMap<String, NavigableMap<String, String>> registration(
      TemplateReader templates) {
    NavigableMap<String, NavigableMap<String, String>> registration = new TreeMap<>();
    Fields all = spec.mapping("registration");
    if (all == null) {
      return registration;
    }
    for (String backend : all.names()) {
      if (!DocumentReader.NAME.matcher(backend).matches()) {
        all.problem(Problem.VALUE, backend, "is not a kind of backend");
      }
      Fields fields = all.mapping(backend);
      NavigableMap<String, String> values = new TreeMap<>();
      if (fields != null) {
        for (String name : fields.names()) {
          String template = fields.scalar(name, "a value");
          boolean keepsReference =
              RegistrationFields.nodeKey(name, template, parameters).isPresent();
          values.put(name, keepsReference ? template : templates.open(fields, name, template));
        }
        registration.put(backend, values);
      }
    }
    return registration;
  }

  private @Nullable AgentPart agent(TemplateReader templates) {
    Fields fields = spec.mapping("agent");
    if (fields == null) {
      return null;
    }
    String type = fields.text("type", AGENT, "the agents' service.name");
    var names = new HashSet<String>();
    List<AgentPart.Entry> config =
        fields.list(
            "config",
            (node, at) -> {
              Fields entry = fields.mapping(node, at);
              return entry == null ? null : entry(entry, names, templates);
            });
    if (config.isEmpty()) {
      fields.problem(
          Problem.MISSING, "config", "is empty; an agent is never sent an empty configuration");
    }
    fields.refuseUnknown();
    return new AgentPart(type, config);
  }

  private static AgentPart.Entry entry(Fields fields, Set<String> names, TemplateReader templates) {
    String name = fields.textOr("name", "", ENTRY, "the entry's name");
    if (!names.add(name)) {
      fields.problem(Problem.VALUE, "name", "stands here twice");
    }
    String contentType = fields.textOr("contentType", "", MEDIA, "a type such as text/yaml");
    Format format = fields.choice("format", Format.class);
    String template = fields.text("template", Fields.ANY, "the entry's text as a template");
    Format known = format == null ? Format.PLAIN : format;
    templates.check(fields, "template", template, known, "");
    fields.refuseUnknown();
    return new AgentPart.Entry(name, contentType, known, template);
  }

  private Offboarding offboarding() {
    Fields fields = spec.mapping("offboarding");
    if (fields == null) {
      return Offboarding.KEEP;
    }
    Offboarding.Contract contract = fields.choice("contract", Offboarding.Contract.class);
    Duration grace = Syntax.duration(fields, "grace", "0s");
    fields.refuseUnknown();
    return new Offboarding(contract == null ? Offboarding.Contract.KEEP : contract, grace);
  }
}

package io.kitward.policy;

import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders one service for one node. */
final class InstanceRenderer {
  private final Map<String, Object> values;
  private final Templates templates;
  private final List<Member> members;
  private final NavigableSet<String> secrets = new TreeSet<>();

  private InstanceRenderer(Map<String, Object> values, List<Member> members) {
    this.values = values;
    this.templates = new Templates(values);
    this.members = members;
  }

  /**
   * The instance, rendered.
   *
   * @throws RenderException when a value is missing or cannot be made harmless
   */
  static DesiredInstance render(
      ServiceDocument service,
      ServiceParts parts,
      ParameterMerge.Merged merged,
      Claim claim,
      NodeView node,
      Site site) {
    Map<String, Object> values = values(node, site);
    NavigableMap<String, String> keys = new TreeMap<>();
    merged
        .parameters()
        .forEach(
            (name, choice) -> {
              ServiceDocument.Parameter parameter = service.parameters().get(name);
              if (choice.value() instanceof ParameterValue.Secret master
                  && parameter != null
                  && parameter.perNode()) {
                keys.put(name, key(master, service.name(), name, node));
              }
              String key = keys.get(name);
              values.put(name, key == null ? value(choice.value()) : new Templates.NodeKey(key));
            });
    List<Member> members = List.of();
    if (!claim.backends.isEmpty()) {
      values.put("backend", claim.backends.getFirst());
      members = node.members().getOrDefault(claim.backends.getFirst(), List.of());
    }
    values.put(Members.NAME, List.of());
    InstanceRenderer renderer = new InstanceRenderer(values, members);
    AgentPart agent = renderer.agent(service.agent());
    return new DesiredInstance(
        service.name(),
        service.digest(),
        merged.parameters(),
        merged.versions(),
        List.copyOf(claim.requires),
        Conduct.of(service, merged.mode()),
        parts.repositories().stream().map(renderer::repository).toList(),
        parts.accounts(),
        parts.packages().stream().map(item -> pinned(item, merged)).toList(),
        parts.directories(),
        Stream.concat(
                parts.files().stream(),
                parts.units().stream().flatMap(unit -> UnitFiles.of(unit).stream()))
            .map(renderer::file)
            .toList(),
        parts.units(),
        parts.hooks().stream().map(renderer::hook).toList(),
        parts.checks().stream().map(renderer::check).toList(),
        parts.probes().stream().map(renderer::check).toList(),
        parts.conflicts(),
        renderer.registration(service, keys),
        service.offboarding(),
        renderer.secrets,
        agent);
  }

  private @Nullable AgentPart agent(@Nullable AgentPart agent) {
    if (agent == null) {
      return null;
    }
    List<AgentPart.Entry> rendered = new ArrayList<>();
    for (AgentPart.Entry entry : agent.config()) {
      Templates.Rendered text;
      try {
        text = templates.render(entry.template(), entry.format());
      } catch (RenderException failure) {
        throw new RenderException("agent entry '" + entry.name() + "': " + failure.getMessage());
      }
      secrets.addAll(text.secrets());
      rendered.add(
          new AgentPart.Entry(entry.name(), entry.contentType(), entry.format(), text.text()));
    }
    return new AgentPart(agent.type(), rendered);
  }

  private static ServiceParts.PackageItem pinned(
      ServiceParts.PackageItem item, ParameterMerge.Merged merged) {
    ParameterChoice version = merged.versions().get(item.name());
    return version == null
        ? item
        : new ServiceParts.PackageItem(
            item.name(), version.value().plain().toString(), null, ServiceParts.Upgrade.PRESENT);
  }

  private static Map<String, Object> values(NodeView node, Site site) {
    Map<String, Object> values = nodeValues(node);
    values.put("certname", node.certname());
    values.put("kitward.url", site.url());
    values.put("kitward.caPem", new Templates.Pem(site.caPem()));
    return values;
  }

  /** A node's facts and tags, by the names under which templates know them. */
  static Map<String, Object> nodeValues(NodeView node) {
    Map<String, Object> values = new HashMap<>();
    node.facts().forEach((path, value) -> values.put("facts." + path, value));
    Tags effective = node.effectiveTags();
    for (String key : effective.keys()) {
      String joined =
          effective.values(key).stream()
              .map(value -> value.isEmpty() ? "true" : value)
              .collect(Collectors.joining(","));
      values.put("tags." + key, joined);
    }
    return values;
  }

  private static String key(
      ParameterValue.Secret master, String service, String parameter, NodeView node) {
    if (!SpecReader.CERTNAME.matcher(node.certname()).matches()) {
      throw new RenderException(
          "there is no key of its own for a node of such a name: '" + node.certname() + "'");
    }
    return master.reference(service, parameter, node.certname());
  }

  private static Object value(ParameterValue value) {
    return switch (value) {
      case ParameterValue.Secret secret -> secret;
      case ParameterValue.Decimal decimal -> new Templates.Figure(decimal.number().toPlainString());
      case ParameterValue.Text text -> text.text();
      case ParameterValue.Whole whole -> whole.number();
      case ParameterValue.Flag flag -> flag.flag();
      case ParameterValue.TextList list -> list.items();
    };
  }

  /** The templates of a file: those that see the console's members, if there are any. */
  private Templates templates(ServiceParts.FileItem file) {
    if (members.isEmpty()) {
      return templates;
    }
    Map<String, Object> more = new HashMap<>(values);
    more.put(Members.NAME, Members.in(file.format(), file.readByAll(), members));
    return Templates.overMembers(more);
  }

  private DesiredFile file(ServiceParts.FileItem file) {
    Templates.Rendered rendered;
    try {
      rendered = templates(file).render(file.template(), file.format());
    } catch (RenderException failure) {
      throw new RenderException(file.path() + ": " + failure.getMessage());
    }
    secrets.addAll(rendered.secrets());
    ServiceParts.Insert insert = file.insert();
    return new DesiredFile(
        file.path(),
        file.owner(),
        file.group(),
        file.mode(),
        file.format(),
        rendered.text(),
        file.validate(),
        insert == null ? null : insert.after(),
        file.concerns());
  }

  private ServiceParts.RepositoryItem repository(ServiceParts.RepositoryItem item) {
    String where = "repository " + item.name();
    ServiceParts.RepositoryItem rendered = item.rewritten(template -> open(template, where));
    if (!Syntax.REPOSITORY_URL.matcher(rendered.url()).matches()) {
      throw new RenderException(
          where + " has the URL '" + rendered.url() + "'; expected " + Syntax.REPOSITORY_EXPECTED);
    }
    Stream.concat(rendered.suites().stream(), rendered.components().stream())
        .filter(word -> !Syntax.SUITE.matcher(word).matches())
        .findFirst()
        .ifPresent(
            word -> {
              throw new RenderException(
                  where + " has the suite or component '" + word + "', which is no plain word");
            });
    return rendered;
  }

  private ServiceParts.HookItem hook(ServiceParts.HookItem hook) {
    return new ServiceParts.HookItem(hook.moment(), command(hook.command()), hook.timeout());
  }

  /** A value is one argument, and never becomes an option that the document does not write. */
  private List<String> command(List<String> command) {
    List<String> rendered = new ArrayList<>();
    for (String template : command) {
      String argument = open(template, "a command");
      if (argument.startsWith("-") && !template.startsWith("-")) {
        throw new RenderException(
            "the argument '" + argument + "' of a command would be read as an option");
      }
      rendered.add(argument);
    }
    return rendered;
  }

  private Check check(Check check) {
    if (check instanceof Check.Command command) {
      return new Check.Command(
          command(command.command()),
          command.user(),
          command.exit(),
          open(command.contains(), "a check"),
          command.timeout());
    }
    Check rendered = check.rewritten(template -> open(template, "a check"));
    switch (rendered) {
      case Check.Tcp tcp -> port(tcp.port());
      case Check.PortOwner owner -> port(owner.port());
      case Check.Http http -> url(http.url());
      case Check.Metrics metrics -> url(metrics.url());
      case Check.Unit _, Check.ProcessRuns _, Check.Command _, Check.FileAge _, Check.Log _ -> {}
    }
    return rendered;
  }

  /**
   * What consoles are told; of a key that the node has for itself, its reference.
   *
   * @param keys the references by the parameter's name
   */
  private NavigableMap<String, NavigableMap<String, String>> registration(
      ServiceDocument service, NavigableMap<String, String> keys) {
    NavigableMap<String, NavigableMap<String, String>> rendered = new TreeMap<>();
    service
        .registration()
        .forEach(
            (console, fields) -> {
              NavigableMap<String, String> values = new TreeMap<>();
              fields.forEach(
                  (name, template) ->
                      values.put(
                          name,
                          RegistrationFields.nodeKey(name, template, service.parameters())
                              .map(keys::get)
                              .orElseGet(() -> registered(console, name, template))));
              rendered.put(console, values);
            });
    return rendered;
  }

  /** A field that holds no key of the node, and whose text never becomes a secret's reference. */
  private String registered(String console, String name, String template) {
    if (name.equals(RegistrationFields.PSK) || RegistrationFields.isKey(console, name)) {
      throw new RenderException(console + "." + name + " " + RegistrationFields.NO_KEY);
    }
    String text = open(template, "a registration");
    if (SecretText.isMade(text, template)) {
      throw new RenderException(
          console + "." + name + " has a value that would be read as a secret's reference");
    }
    return text;
  }

  /** A text that the server and the console see too, so no secret may be in it. */
  private String open(String template, String where) {
    Templates.Rendered rendered = templates.render(template, Format.PLAIN);
    if (!rendered.secrets().isEmpty()) {
      throw new RenderException("a secret stands in " + where + "; secrets belong into files only");
    }
    return rendered.text();
  }

  private static void port(String text) {
    if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
      throw new RenderException("the port of a check is '" + text + "', expected 1 to 65535");
    }
  }

  private static void url(String text) {
    if (!text.matches("https?://[!-~]+")) {
      throw new RenderException(
          "the URL of a check is '" + text + "', expected http:// or https:// without spaces");
    }
  }
}

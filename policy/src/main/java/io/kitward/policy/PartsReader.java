package io.kitward.policy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a service brings onto a node: its own spec, or one of its variants. */
final class PartsReader {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PGP PUBLIC KEY BLOCK-----\\R[\\x20-\\x7e\\r\\n]{1,65536}"
              + "-----END PGP PUBLIC KEY BLOCK-----\\s*");
  private static final Pattern CPU = Pattern.compile("[1-9][0-9]{0,4}%");
  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,11}[KMGT]?|[1-9][0-9]?%");

  private final Fields spec;
  private final TemplateReader templates;

  private PartsReader(Fields spec, TemplateReader templates) {
    this.spec = spec;
    this.templates = templates;
  }

  static ServiceParts read(Fields spec, TemplateReader templates) {
    PartsReader reader = new PartsReader(spec, templates);
    CheckReader checks = new CheckReader(spec, templates);
    return new ServiceParts(
        spec.list("repositories", reader::repository),
        spec.list("accounts", reader::account),
        spec.list("packages", reader::packageItem),
        spec.list("directories", reader::directory),
        spec.list("files", reader::file),
        spec.list("units", reader::unit),
        checks.hooks(spec),
        spec.list("checks", checks::read),
        spec.list("probes", checks::read),
        reader.conflicts());
  }

  /** The parts of which the spec says something, be it that there is nothing. */
  static Set<ServiceParts.Part> named(Fields spec) {
    Set<ServiceParts.Part> named = EnumSet.noneOf(ServiceParts.Part.class);
    for (ServiceParts.Part part : ServiceParts.Part.values()) {
      if (spec.find(DocumentForm.word(part)) != null) {
        named.add(part);
      }
    }
    return named;
  }

  private ServiceParts.@Nullable RepositoryItem repository(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", DocumentReader.NAME, DocumentReader.NAME_EXPECTED);
    ServiceParts.RepositoryType type = fields.choice("type", ServiceParts.RepositoryType.class);
    String url =
        templates.open(
            fields,
            "url",
            fields.text("url", Syntax.REPOSITORY_TEMPLATE, Syntax.REPOSITORY_EXPECTED));
    List<String> suites = fields.texts("suites", Syntax.TEXT, "a suite such as stable");
    List<String> components = fields.texts("components", Syntax.TEXT, "a component such as main");
    suites.forEach(suite -> templates.openItem(fields, "suites", suite));
    components.forEach(component -> templates.openItem(fields, "components", component));
    String key =
        fields.text("key", KEY, "the ASCII-armoured OpenPGP key that signs the repository");
    if (type == ServiceParts.RepositoryType.APT && suites.isEmpty()) {
      fields.problem(Problem.MISSING, "suites", "is missing; expected suites such as [stable]");
    }
    if (type == ServiceParts.RepositoryType.RPM && !(suites.isEmpty() && components.isEmpty())) {
      fields.problem(Problem.VALUE, "type", "rpm has neither suites nor components; drop them");
    }
    fields.refuseUnknown();
    return new ServiceParts.RepositoryItem(
        name, type == null ? ServiceParts.RepositoryType.APT : type, url, suites, components, key);
  }

  private ServiceParts.@Nullable AccountItem account(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String user = fields.text("user", Syntax.ACCOUNT, "a user's name");
    if (user.equals("root")) {
      fields.problem(Problem.VALUE, "user", "is root, which every node has; drop it");
    }
    ServiceParts.AccountItem account =
        new ServiceParts.AccountItem(
            user,
            fields.textOr("group", user, Syntax.ACCOUNT, "a group's name"),
            fields.textOr("home", "/nonexistent", Syntax.PATH, Syntax.PATH_EXPECTED),
            fields.textOr("shell", "/usr/sbin/nologin", Syntax.PATH, Syntax.PATH_EXPECTED),
            fields.distinctTexts("groups", Syntax.ACCOUNT, "a group's name"));
    fields.refuseUnknown();
    return account;
  }

  private ServiceParts.@Nullable PackageItem packageItem(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", Syntax.PACKAGE, Syntax.PACKAGE_EXPECTED);
    String version = fields.optionalText("version", Syntax.VERSION, Syntax.VERSION_EXPECTED);
    String minimum = fields.optionalText("minimum", Syntax.VERSION, Syntax.VERSION_EXPECTED);
    ServiceParts.Upgrade upgrade =
        fields.find("upgrade") == null
            ? ServiceParts.Upgrade.PRESENT
            : fields.choice("upgrade", ServiceParts.Upgrade.class);
    long said =
        Stream.of(version != null, minimum != null, upgrade == ServiceParts.Upgrade.LATEST)
            .filter(is -> is)
            .count();
    if (said > 1) {
      fields.problem(
          Problem.VALUE,
          version == null ? "minimum" : "version",
          "stands beside another; keep one of version, minimum and upgrade: latest");
    }
    fields.refuseUnknown();
    return new ServiceParts.PackageItem(
        name, version, minimum, upgrade == null ? ServiceParts.Upgrade.PRESENT : upgrade);
  }

  private ServiceParts.@Nullable DirectoryItem directory(SourceNode node, String at) {
    if (!(node instanceof SourceNode.Mapping)) {
      return new ServiceParts.DirectoryItem(
          spec.text(node, at, Syntax.PATH, Syntax.PATH_EXPECTED), null);
    }
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    ServiceParts.DirectoryItem directory =
        new ServiceParts.DirectoryItem(
            fields.text("path", Syntax.PATH, Syntax.PATH_EXPECTED),
            new ServiceParts.Access(owner(fields), group(fields), mode(fields, "0755")));
    fields.refuseUnknown();
    return directory;
  }

  private static String owner(Fields fields) {
    return fields.textOr("owner", "root", Syntax.ACCOUNT, "a user's name");
  }

  private static String group(Fields fields) {
    return fields.textOr("group", "root", Syntax.ACCOUNT, "a group's name");
  }

  private static String mode(Fields fields, String otherwise) {
    return fields.textOr("mode", otherwise, Syntax.MODE, Syntax.MODE_EXPECTED);
  }

  private ServiceParts.@Nullable FileItem file(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String path = fields.text("path", Syntax.PATH, Syntax.PATH_EXPECTED);
    String owner = owner(fields);
    String group = group(fields);
    String mode = mode(fields, "0644");
    Format format = fields.choice("format", Format.class);
    String template = fields.text("template", Fields.ANY, "the file's content as a template");
    List<String> validate =
        fields.texts("validate", Syntax.TEXT, "a command as a list, with {file} for the candidate");
    if (fields.find("validate") != null && validate.isEmpty()) {
      fields.problem(
          Problem.VALUE, "validate", "is empty; write a command as a list or drop the field");
    }
    Fields insertFields = fields.mapping("insert");
    ServiceParts.Insert insert = insertFields == null ? null : insert(insertFields);
    List<String> concerns = Syntax.units(fields, "concerns");
    fields.refuseUnknown();
    Format known = format == null ? Format.PLAIN : format;
    templates.check(
        fields,
        "template",
        template,
        known,
        ServiceParts.FileItem.readByAll(mode)
            ? "every user of the node may read mode " + mode + "; write 0640 or 0600"
            : "");
    return new ServiceParts.FileItem(
        path, owner, group, mode, known, template, validate, insert, concerns);
  }

  private static ServiceParts.Insert insert(Fields fields) {
    String after =
        fields.text(
            "after", Syntax.TEXT, "a regular expression for the line after which the content goes");
    try {
      Pattern.compile(after);
    } catch (PatternSyntaxException broken) {
      fields.problem(
          Problem.VALUE, "after", "is not a regular expression: " + broken.getDescription());
    }
    fields.refuseUnknown();
    return new ServiceParts.Insert(after);
  }

  private ServiceParts.@Nullable UnitItem unit(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", Syntax.UNIT, Syntax.UNIT_EXPECTED);
    ServiceParts.OnChange onChange = fields.choice("onChange", ServiceParts.OnChange.class);
    String content = unitText(fields, "content");
    String dropIn = unitText(fields, "dropIn");
    Fields limitFields = fields.mapping("limits");
    ServiceParts.Limits limits = limitFields == null ? null : limits(limitFields);
    if (limits != null && !name.isEmpty() && !name.endsWith(".service")) {
      fields.problem(Problem.VALUE, "limits", "is for units that end with .service only");
    }
    fields.refuseUnknown();
    return new ServiceParts.UnitItem(
        name, onChange == null ? ServiceParts.OnChange.RESTART : onChange, content, dropIn, limits);
  }

  private @Nullable String unitText(Fields fields, String name) {
    String text = fields.optionalText(name, Fields.ANY, "the text of a systemd unit");
    if (text != null) {
      if (!text.lines().anyMatch(line -> line.matches("\\[[A-Za-z0-9-]+]"))) {
        fields.problem(Problem.VALUE, name, "has no section such as [Service]");
      }
      templates.check(
          fields,
          name,
          text,
          Format.SYSTEMD,
          "every user of the node may read a unit; put it into a file with mode 0600");
    }
    return text;
  }

  private static ServiceParts.Limits limits(Fields fields) {
    ServiceParts.Limits limits =
        new ServiceParts.Limits(
            fields.textOr("cpu", "", CPU, "percent of one core, such as \"50%\""),
            fields.textOr("memory", "", MEMORY, "bytes such as \"512M\", or percent"),
            Syntax.whole(fields, "io", 0, 1, 10_000),
            Syntax.whole(fields, "tasks", 0, 1, 4_000_000));
    fields.refuseUnknown();
    if (limits.equals(new ServiceParts.Limits("", "", 0, 0))) {
      fields.problem(Problem.MISSING, "cpu", "limits name at least one of cpu, memory, io, tasks");
    }
    return limits;
  }

  private ServiceParts.Conflicts conflicts() {
    Fields fields = spec.mapping("conflicts");
    if (fields == null) {
      return ServiceParts.Conflicts.NONE;
    }
    ServiceParts.Conflicts conflicts =
        new ServiceParts.Conflicts(
            SpecReader.names(fields, "services"),
            fields.distinctTexts("packages", Syntax.PACKAGE, Syntax.PACKAGE_EXPECTED),
            Syntax.units(fields, "units"));
    fields.refuseUnknown();
    return conflicts;
  }

  /** What does not fit together among parts as some node has them. */
  static void refuseMisfits(Fields spec, ServiceParts parts) {
    Set<String> units = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (ServiceParts.UnitItem unit : parts.units()) {
      if (!units.add(unit.name())) {
        spec.problem(Problem.VALUE, "units", "names " + unit.name() + " twice; keep one");
      }
      paths.addAll(UnitFiles.paths(unit));
    }
    for (ServiceParts.FileItem file : parts.files()) {
      if (!paths.add(file.path())) {
        spec.problem(Problem.VALUE, "files", "writes " + file.path() + " twice; keep one");
      }
      file.concerns().stream()
          .filter(unit -> !units.contains(unit))
          .forEach(
              unit ->
                  spec.problem(
                      Problem.VALUE,
                      "files",
                      file.path() + " concerns " + unit + ", which is not among the units"));
    }
    refuseTwice(spec, "directories", parts.directories(), ServiceParts.DirectoryItem::path);
    refuseTwice(spec, "packages", parts.packages(), ServiceParts.PackageItem::name);
    refuseTwice(spec, "repositories", parts.repositories(), ServiceParts.RepositoryItem::name);
    refuseTwice(spec, "accounts", parts.accounts(), ServiceParts.AccountItem::user);
    for (String unit : parts.conflicts().units()) {
      if (units.contains(unit)) {
        spec.problem(
            Problem.VALUE, "conflicts", "names " + unit + ", a unit of the service itself");
      }
    }
  }

  private static <T> void refuseTwice(
      Fields spec, String field, List<T> items, java.util.function.Function<T, String> name) {
    Set<String> names = new HashSet<>();
    for (T item : items) {
      if (!names.add(name.apply(item))) {
        spec.problem(Problem.VALUE, field, "names " + name.apply(item) + " twice; keep one");
      }
    }
  }
}

package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the spec of a service. Whatever reaches a root daemon or a command line has a narrow syntax
 * here.
 */
final class ServiceReader {
  private static final Pattern PARAMETER = Pattern.compile("[a-z][A-Za-z0-9]{0,62}");
  private static final Set<String> TAKEN =
      Set.of("certname", "tags", "facts", "kitward", "backend", "this");
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,127}");
  static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+~:-]{0,127}");
  private static final Pattern PATH =
      Pattern.compile("(?!.{4096})(/(?!\\.{1,2}(/|$))[A-Za-z0-9._@:+,=-]++)++");
  private static final String PATH_EXPECTED =
      "an absolute path of plain characters, without . or .. or a slash at its end";
  private static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern MODE = Pattern.compile("[0-7]{4}");
  private static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\\.(service|socket|timer|path|target|mount)");
  private static final Pattern GRACE = Pattern.compile("(0|[1-9][0-9]{0,6})([smhd])");
  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]+");

  private final Fields spec;
  private final NavigableMap<String, ServiceDocument.Parameter> parameters = new TreeMap<>();

  private ServiceReader(Fields spec) {
    this.spec = spec;
  }

  static ServiceDocument read(Metadata metadata, Fields spec) {
    ServiceReader reader = new ServiceReader(spec);
    reader.readParameters();
    List<ServiceDocument.PackageItem> packages = spec.list("packages", reader::packageItem);
    List<String> directories = spec.distinctTexts("directories", PATH, PATH_EXPECTED);
    List<ServiceDocument.FileItem> files = spec.list("files", reader::file);
    reader.refuseRepeatedPaths(files);
    return new ServiceDocument(
        metadata,
        reader.parameters,
        packages,
        directories,
        files,
        spec.list("units", reader::unit),
        spec.list("checks", reader::check),
        reader.registration(),
        reader.offboarding());
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
      fields.refuseUnknown();
      parameters.put(
          name,
          new ServiceDocument.Parameter(
              type == null ? ParameterType.STRING : type, accepted, description, constraints));
    }
  }

  private ServiceDocument.@Nullable PackageItem packageItem(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", PACKAGE, "a Debian package's name");
    String version = fields.optionalText("version", VERSION, "a Debian version in quotes");
    fields.refuseUnknown();
    return new ServiceDocument.PackageItem(name, version);
  }

  private ServiceDocument.@Nullable FileItem file(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String path = fields.text("path", PATH, PATH_EXPECTED);
    String owner = fields.textOr("owner", "root", ACCOUNT, "a user's name");
    String group = fields.textOr("group", "root", ACCOUNT, "a group's name");
    String mode =
        fields.textOr("mode", "0644", MODE, "four octal digits in quotes, such as \"0644\"");
    Format format = fields.choice("format", Format.class);
    String template = fields.text("template", Fields.ANY, "the file's content as a template");
    List<String> validate =
        fields.texts("validate", TEXT, "a command as a list, with {file} for the candidate");
    if (fields.find("validate") != null && validate.isEmpty()) {
      fields.problem(
          Problem.VALUE, "validate", "is empty; write a command as a list or drop the field");
    }
    Fields insertFields = fields.mapping("insert");
    ServiceDocument.Insert insert = insertFields == null ? null : insert(insertFields);
    fields.refuseUnknown();
    Format known = format == null ? Format.PLAIN : format;
    boolean readByAll = mode.length() == 4 && (mode.charAt(3) - '0') % 8 >= 4;
    template(
        fields,
        "template",
        template,
        format == null ? Format.PLAIN : known,
        readByAll ? "every user of the node may read mode " + mode + "; write 0640 or 0600" : "");
    return new ServiceDocument.FileItem(
        path, owner, group, mode, known, template, validate, insert);
  }

  private void template(
      Fields fields, String name, String template, Format format, String exposure) {
    TemplateCheck.problems(template, format, parameters, exposure)
        .forEach(
            fault -> {
              Position place =
                  fields.find(name) instanceof SourceNode.Text text
                      ? text.at(fault.line(), fault.index())
                      : fields.position(name);
              fields.problems().add(Problem.TEMPLATE, place, fields.path(name), fault.message());
            });
  }

  private static ServiceDocument.Insert insert(Fields fields) {
    String after =
        fields.text(
            "after", TEXT, "a regular expression for the line after which the content goes");
    try {
      Pattern.compile(after);
    } catch (PatternSyntaxException broken) {
      fields.problem(
          Problem.VALUE, "after", "is not a regular expression: " + broken.getDescription());
    }
    fields.refuseUnknown();
    return new ServiceDocument.Insert(after);
  }

  private void refuseRepeatedPaths(List<ServiceDocument.FileItem> files) {
    Set<String> paths = new HashSet<>();
    for (ServiceDocument.FileItem file : files) {
      if (!paths.add(file.path())) {
        spec.problem(Problem.VALUE, "files", "writes " + file.path() + " twice; keep one");
      }
    }
  }

  private ServiceDocument.@Nullable UnitItem unit(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String name =
        fields.text("name", UNIT, "a systemd unit with its suffix, such as rsyslog.service");
    ServiceDocument.OnChange onChange = fields.choice("onChange", ServiceDocument.OnChange.class);
    fields.refuseUnknown();
    return new ServiceDocument.UnitItem(
        name, onChange == null ? ServiceDocument.OnChange.RESTART : onChange);
  }

  private @Nullable Check check(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    List<String> types = List.of("unit", "tcp", "http");
    String type = fields.text("type", Fields.ANY, "one of " + types);
    Check check =
        switch (type) {
          case "unit" ->
              new Check.Unit(fields.text("unit", UNIT, "a systemd unit with its suffix"));
          case "tcp" -> new Check.Tcp(checked(fields, "port", fields.scalar("port", "a port")));
          case "http" -> {
            String url = checked(fields, "url", fields.text("url", TEXT, "a URL"));
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
              fields.problem(Problem.VALUE, "url", "begins with http:// or https://");
            }
            yield new Check.Http(
                url,
                checked(fields, "contains", fields.textOr("contains", "", Fields.ANY, "text")));
          }
          default -> null;
        };
    if (check != null) {
      fields.refuseUnknown();
    } else if (!type.isEmpty()) {
      String hint =
          DidYouMean.closest(type, types).map(close -> "; did you mean " + close + "?").orElse("");
      fields.problem(Problem.VALUE, "type", "is '" + type + "', expected one of " + types + hint);
    }
    return check;
  }

  private String checked(Fields fields, String name, String template) {
    template(
        fields,
        name,
        template,
        Format.PLAIN,
        "server and console would see it here; secrets belong into files only");
    return template;
  }

  private NavigableMap<String, NavigableMap<String, String>> registration() {
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
        fields
            .names()
            .forEach(
                name -> values.put(name, checked(fields, name, fields.scalar(name, "a value"))));
        registration.put(backend, values);
      }
    }
    return registration;
  }

  private Offboarding offboarding() {
    Fields fields = spec.mapping("offboarding");
    if (fields == null) {
      return Offboarding.KEEP;
    }
    Offboarding.Contract contract = fields.choice("contract", Offboarding.Contract.class);
    String grace = fields.textOr("grace", "0s", GRACE, "a duration such as 0s, 30m or 7d");
    fields.refuseUnknown();
    return new Offboarding(
        contract == null ? Offboarding.Contract.KEEP : contract, duration(grace));
  }

  private static Duration duration(String text) {
    if (!GRACE.matcher(text).matches()) {
      return Duration.ZERO;
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'd' -> Duration.ofDays(count);
      case 'h' -> Duration.ofHours(count);
      case 'm' -> Duration.ofMinutes(count);
      default -> Duration.ofSeconds(count);
    };
  }
}

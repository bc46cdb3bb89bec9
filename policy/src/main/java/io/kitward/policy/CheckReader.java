package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the checks and probes of a service, and the commands that it runs. */
final class CheckReader {
  private static final List<String> TYPES =
      List.of(
          "unit", "process", "tcp", "port-owner", "http", "command", "file-age", "metrics", "log");
  private static final Pattern HTTP = Pattern.compile("https?://\\P{Cntrl}+");
  private static final String HTTP_EXPECTED = "a URL that begins with http:// or https://";
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration OLDEST = Duration.ofDays(366);

  private final Fields spec;
  private final TemplateReader templates;

  CheckReader(Fields spec, TemplateReader templates) {
    this.spec = spec;
    this.templates = templates;
  }

  @Nullable Check read(SourceNode node, String at) {
    Fields fields = spec.mapping(node, at);
    if (fields == null) {
      return null;
    }
    String type = fields.text("type", Fields.ANY, "one of " + TYPES);
    Check check =
        switch (type) {
          case "unit" -> new Check.Unit(unit(fields));
          case "process" ->
              new Check.ProcessRuns(
                  fields.text("name", Syntax.PROCESS, "a process's name of at most 15 characters"),
                  fields.textOr("user", "", Syntax.ACCOUNT, "a user's name"));
          case "tcp" -> new Check.Tcp(port(fields));
          case "port-owner" -> {
            Check.Transport transport =
                fields.find("transport") == null
                    ? Check.Transport.TCP
                    : fields.choice("transport", Check.Transport.class);
            yield new Check.PortOwner(
                port(fields), transport == null ? Check.Transport.TCP : transport, unit(fields));
          }
          case "http" ->
              new Check.Http(
                  url(fields), contains(fields), Syntax.whole(fields, "status", 200, 100, 599));
          case "command" ->
              new Check.Command(
                  command(fields),
                  fields.textOr("user", "root", Syntax.ACCOUNT, "a user's name"),
                  Syntax.whole(fields, "exit", 0, 0, 255),
                  contains(fields),
                  Syntax.duration(fields, "timeout", "10s", LONGEST));
          case "file-age" ->
              new Check.FileAge(
                  fields.text("path", Syntax.PATH, Syntax.PATH_EXPECTED), age(fields, "age"));
          case "metrics" ->
              new Check.Metrics(
                  url(fields),
                  fields.textOr("metric", "", Syntax.METRIC, "a metric's name"),
                  Syntax.whole(fields, "samples", 1, 1, 1_000_000));
          case "log" ->
              new Check.Log(
                  fields.text(
                      "source",
                      Pattern.compile(Syntax.PATH.pattern() + "|" + Syntax.UNIT.pattern()),
                      "a log's absolute path, or a unit whose journal is read"),
                  pattern(fields),
                  age(fields, "within"));
          default -> null;
        };
    if (check != null) {
      fields.refuseUnknown();
    } else if (!type.isEmpty()) {
      String hint =
          DidYouMean.closest(type, TYPES).map(close -> "; did you mean " + close + "?").orElse("");
      fields.problem(Problem.VALUE, "type", "is '" + type + "', expected one of " + TYPES + hint);
    }
    return check;
  }

  private static String unit(Fields fields) {
    return fields.text("unit", Syntax.UNIT, Syntax.UNIT_EXPECTED);
  }

  private String port(Fields fields) {
    return templates.open(fields, "port", fields.scalar("port", "a port"));
  }

  private String url(Fields fields) {
    return templates.open(fields, "url", fields.text("url", HTTP, HTTP_EXPECTED));
  }

  private String contains(Fields fields) {
    return templates.open(fields, "contains", fields.textOr("contains", "", Fields.ANY, "text"));
  }

  private static Duration age(Fields fields, String name) {
    if (fields.require(name, "a duration such as 10m") == null) {
      return Duration.ZERO;
    }
    return Syntax.duration(fields, name, "1s", OLDEST);
  }

  private static String pattern(Fields fields) {
    String pattern = fields.text("pattern", Syntax.TEXT, "a regular expression");
    try {
      com.google.re2j.Pattern compiled = com.google.re2j.Pattern.compile(pattern);
      if (compiled.matches("")) {
        fields.problem(
            Problem.VALUE, "pattern", "matches an empty line, so it would prove nothing");
      }
    } catch (com.google.re2j.PatternSyntaxException broken) {
      fields.problem(
          Problem.VALUE,
          "pattern",
          "is not a regular expression (RE2): " + broken.getDescription());
    }
    return pattern;
  }

  /** A program by its absolute path, and arguments that are templates. */
  List<String> command(Fields fields) {
    List<String> command =
        fields.texts(
            "command", Syntax.TEXT, "a program's absolute path and its arguments as a list");
    if (command.isEmpty()) {
      if (fields.find("command") == null) {
        fields.problem(Problem.MISSING, "command", "is missing; expected a command as a list");
      } else if (fields.find("command") instanceof SourceNode.Sequence) {
        fields.problem(Problem.VALUE, "command", "is empty; write the program and its arguments");
      }
      return command;
    }
    if (!Syntax.PATH.matcher(command.getFirst()).matches()) {
      fields.problem(
          Problem.VALUE, "command", "begins with the program; expected " + Syntax.PATH_EXPECTED);
    }
    command.stream().skip(1).forEach(argument -> templates.openItem(fields, "command", argument));
    return command;
  }

  /** The hooks of all moments, in the order of the moments. */
  List<ServiceParts.HookItem> hooks(Fields fields) {
    Fields moments = fields.mapping("hooks");
    List<ServiceParts.HookItem> hooks = new ArrayList<>();
    if (moments == null) {
      return hooks;
    }
    for (ServiceParts.Moment moment : ServiceParts.Moment.values()) {
      hooks.addAll(
          moments.list(
              DocumentForm.hyphened(moment),
              (node, at) -> {
                Fields hook = moments.mapping(node, at);
                if (hook == null) {
                  return null;
                }
                List<String> command = command(hook);
                Duration timeout = Syntax.duration(hook, "timeout", "60s", Duration.ofHours(1));
                hook.refuseUnknown();
                return new ServiceParts.HookItem(moment, command, timeout);
              }));
    }
    moments.refuseUnknown();
    return hooks;
  }
}

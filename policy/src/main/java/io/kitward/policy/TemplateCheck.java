package io.kitward.policy;

import com.samskivert.mustache.MustacheException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be known to be wrong with a template before any node is seen: syntax, names, and texts
 * outside quotes.
 */
final class TemplateCheck {
  private static final Pattern TAG = Pattern.compile("\\{\\{([^A-Za-z.\\s])?([^{}]*+)\\}\\}");

  /** The one other pair of delimiters, for templates that hold braces of their own. */
  private static final Pattern OTHER_TAG = Pattern.compile("<%([^A-Za-z.\\s])?([^%]*+)%>");

  private static final String LITERAL =
      "; if {{ shall stand there as it is, write {{=<% %>=}} before it and <%={{ }}=%> after it";
  private static final TemplateNames GIVEN =
      new TemplateNames(
          Set.of("certname", "kitward.url", "kitward.caPem", "backend"),
          List.of("tags.KEY", "facts.PATH"),
          Map.of());
  private static final Set<ParameterType> HARMLESS =
      EnumSet.of(ParameterType.INTEGER, ParameterType.NUMBER, ParameterType.BOOLEAN);

  private final Format format;
  private final Map<String, ServiceDocument.Parameter> parameters;
  private final TemplateNames names;
  private final String exposure;
  private final Deque<String> sections = new ArrayDeque<>();
  private final Faults problems = new Faults();
  private boolean other;

  /**
   * Something wrong.
   *
   * @param line of the template, from 1; 0 for the whole of it
   * @param index in that line, from 0
   */
  record Fault(int line, int index, String message) {}

  /** The faults found so far, each at the place that is being read. */
  private static final class Faults {
    private final List<Fault> found = new ArrayList<>();
    private int line;
    private int index;

    void add(String message) {
      if (!full()) {
        found.add(new Fault(line, index, message));
      }
    }

    boolean full() {
      return found.size() >= Problems.LIMIT;
    }
  }

  private TemplateCheck(
      Format format,
      Map<String, ServiceDocument.Parameter> parameters,
      TemplateNames names,
      String exposure) {
    this.exposure = exposure;
    this.names = names;
    this.format = format;
    this.parameters = parameters;
  }

  /**
   * Faults, each with the line within the template; none when nothing is wrong.
   *
   * @param exposure who else would see a secret in it, and what to do; empty when nobody would
   */
  static List<Fault> problems(
      String template,
      Format format,
      Map<String, ServiceDocument.Parameter> parameters,
      String exposure) {
    return problems(template, new TemplateCheck(format, parameters, named(parameters), exposure));
  }

  /** The same of a template that has no parameters and other names. */
  static List<Fault> problems(String template, Format format, TemplateNames names) {
    return problems(template, new TemplateCheck(format, Map.of(), names, ""));
  }

  private static TemplateNames named(Map<String, ServiceDocument.Parameter> parameters) {
    Set<String> given = new TreeSet<>(GIVEN.given());
    given.addAll(parameters.keySet());
    return new TemplateNames(given, GIVEN.families(), GIVEN.lists());
  }

  private static List<Fault> problems(String template, TemplateCheck check) {
    int number = 0;
    for (String line : template.lines().toList()) {
      number++;
      check.problems.line = number;
      check.line(line, "line " + number + " of the template: ");
    }
    check.problems.line = 0;
    check.problems.index = 0;
    if (template.contains("${secret:")) {
      check.problems.add(
          "a secret comes through a parameter of type secret, never as text in a template");
    }
    if (check.problems.found.isEmpty()) {
      try {
        Templates.compile(template, Object::toString);
      } catch (MustacheException broken) {
        check.problems.add("the template cannot be read: " + broken.getMessage());
      }
    }
    return check.problems.found;
  }

  private void line(String line, String where) {
    Quotes quotes = new Quotes(format);
    int at = 0;
    Matcher tag = TAG.matcher(line).usePattern(other ? OTHER_TAG : TAG);
    while (!problems.full() && tag.find(at)) {
      quotes.step(line, at, tag.start());
      at = tag.end();
      problems.index = tag.start();
      tag(tag.group(1) == null ? "" : tag.group(1), tag.group(2).trim(), quotes, where);
      tag.usePattern(other ? OTHER_TAG : TAG);
    }
    String open = other ? "<%" : "{{";
    problems.index = line.indexOf(open, at);
    if (problems.index >= 0) {
      problems.add(where + open + " is never closed on its line");
    }
  }

  private void tag(String sign, String name, Quotes quotes, String where) {
    switch (sign) {
      case "!" -> {}
      case "#", "^" -> {
        refuseUnknown(name, where);
        sections.push(name);
      }
      case "/" -> {
        if (!sections.isEmpty()) {
          sections.pop();
        }
      }
      case "=" -> delimiters(name, where);
      case "" -> {
        refuseUnknown(name, where);
        variable(name, quotes, where);
      }
      default ->
          problems.add(
              where
                  + "{{"
                  + sign
                  + " is not allowed; values are always escaped, and nothing is included");
    }
  }

  private void delimiters(String words, String where) {
    if (words.matches(other ? "\\{\\{ +\\}\\}=" : "<% +%>=")) {
      other = !other;
    } else {
      problems.add(
          where
              + "the only other delimiters are <% and %>: {{=<% %>=}} begins them, <%={{ }}=%> ends"
              + " them");
    }
  }

  private void variable(String name, Quotes quotes, String where) {
    ServiceDocument.Parameter parameter = parameters.get(name);
    if (names.isList(name) || (parameter != null && parameter.type() == ParameterType.LIST)) {
      problems.add(
          where + "{{" + name + "}} is a list; write {{#" + name + "}}…{{.}}…{{/" + name + "}}");
    }
    boolean secret =
        parameter == null
            ? sections.contains(Members.SERVICES) && Members.isKey(name)
            : parameter.type() == ParameterType.SECRET;
    if (secret && !exposure.isEmpty()) {
      problems.add(where + "{{" + name + "}} is a secret, and " + exposure);
    }
    boolean harmless =
        name.startsWith("-") || (parameter != null && HARMLESS.contains(parameter.type()));
    if (format.needsQuotes() && !harmless && !quotes.protect()) {
      problems.add(where + "{{" + name + "}} is text and must stand in double quotes on its line");
    }
  }

  private boolean isMembers(String name) {
    return name.equals(Members.NAME)
        || (sections.contains(Members.NAME) && Members.VALUES.contains(name))
        || (sections.contains(Members.SERVICES) && Members.isOfService(name));
  }

  private void refuseUnknown(String name, String where) {
    if (isMembers(name)) {
      return;
    }
    boolean inSection =
        !sections.isEmpty() && (name.equals(".") || name.equals("this") || name.startsWith("-"));
    if (inSection || names.has(name, sections)) {
      return;
    }
    String hint = names.hint(name);
    if (!hint.endsWith("?")) {
      hint += LITERAL;
    }
    problems.add(where + "there is no value named '" + name + "'; " + hint);
  }

  /** Whether the place reached on a line lies within quotes; quotes end with their line. */
  private static final class Quotes {
    private final Format format;
    private char open;
    private boolean comment;

    Quotes(Format format) {
      this.format = format;
    }

    boolean protect() {
      return comment || open == '"' || (open == '\'' && format == Format.SHELL);
    }

    void step(String line, int from, int to) {
      for (int i = from; i < to && !comment; i++) {
        char c = line.charAt(i);
        if (c == '\\' && open != '\'') {
          i++;
        } else if (open == 0
            && c == '#'
            && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
          comment = format != Format.JSON;
        } else if (c == open) {
          open = 0;
        } else if (open == 0 && (c == '"' || c == '\'')) {
          open = c;
        }
      }
    }
  }
}

package io.kitward.policy;

import com.samskivert.mustache.MustacheException;
import io.kitward.selector.DidYouMean;
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
  private static final Pattern TAG =
      Pattern.compile("\\{\\{([^A-Za-z.\\s])?\\s*([^{}]*?)\\s*\\}\\}");
  private static final Set<String> GIVEN =
      Set.of("certname", "kitward.url", "kitward.caPem", "backend");
  private static final Set<ParameterType> HARMLESS =
      EnumSet.of(ParameterType.INTEGER, ParameterType.NUMBER, ParameterType.BOOLEAN);

  private final Format format;
  private final Map<String, ServiceDocument.Parameter> parameters;
  private final String exposure;
  private final Deque<String> sections = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();

  private TemplateCheck(
      Format format, Map<String, ServiceDocument.Parameter> parameters, String exposure) {
    this.exposure = exposure;
    this.format = format;
    this.parameters = parameters;
  }

  /**
   * Messages, each with the line within the template; none when nothing is wrong.
   *
   * @param exposure who else would see a secret in it, and what to do; empty when nobody would
   */
  static List<String> problems(
      String template,
      Format format,
      Map<String, ServiceDocument.Parameter> parameters,
      String exposure) {
    TemplateCheck check = new TemplateCheck(format, parameters, exposure);
    int number = 0;
    for (String line : template.lines().toList()) {
      number++;
      check.line(line, "line " + number + " of the template: ");
    }
    if (template.contains("${secret:")) {
      check.problems.add(
          "a secret comes through a parameter of type secret, never as text in a template");
    }
    if (check.problems.isEmpty()) {
      try {
        Templates.compile(template, Object::toString);
      } catch (MustacheException broken) {
        check.problems.add("the template cannot be read: " + broken.getMessage());
      }
    }
    return check.problems;
  }

  private void line(String line, String where) {
    Quotes quotes = new Quotes(format);
    Matcher tag = TAG.matcher(line);
    int at = 0;
    while (tag.find()) {
      quotes.step(line, at, tag.start());
      at = tag.end();
      tag(tag.group(1) == null ? "" : tag.group(1), tag.group(2), quotes, where);
    }
    if (line.indexOf("{{", at) >= 0) {
      problems.add(where + "{{ is never closed on its line");
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

  private void variable(String name, Quotes quotes, String where) {
    ServiceDocument.Parameter parameter = parameters.get(name);
    if (parameter != null && parameter.type() == ParameterType.LIST) {
      problems.add(
          where + "{{" + name + "}} is a list; write {{#" + name + "}}…{{.}}…{{/" + name + "}}");
    }
    if (parameter != null && parameter.type() == ParameterType.SECRET && !exposure.isEmpty()) {
      problems.add(where + "{{" + name + "}} is a secret, and " + exposure);
    }
    boolean harmless =
        name.startsWith("-") || (parameter != null && HARMLESS.contains(parameter.type()));
    if (format.needsQuotes() && !harmless && !quotes.protect()) {
      problems.add(where + "{{" + name + "}} is text and must stand in double quotes on its line");
    }
  }

  private void refuseUnknown(String name, String where) {
    boolean inSection =
        !sections.isEmpty() && (name.equals(".") || name.equals("this") || name.startsWith("-"));
    boolean dotted = name.startsWith("tags.") || name.startsWith("facts.");
    if (inSection || dotted || GIVEN.contains(name) || parameters.containsKey(name)) {
      return;
    }
    Set<String> known = new TreeSet<>(GIVEN);
    known.addAll(parameters.keySet());
    String hint =
        DidYouMean.closest(name, known)
            .map(close -> "did you mean " + close + "?")
            .orElse("known are tags.KEY, facts.PATH, " + String.join(", ", known));
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

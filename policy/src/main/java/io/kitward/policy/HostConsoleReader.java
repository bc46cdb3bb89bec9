package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Backend documents say of consoles that keep a record for each node. */
final class HostConsoleReader {

  /** The fields that only such consoles have. */
  static final String[] BEYOND_LOGIN = {"drift", "leaving", "hosts"};

  /** Those, and what a login has. */
  static final String[] FIELDS = {"user", "ca", "drift", "leaving", "hosts"};

  private static final Pattern USER = Pattern.compile("[^\\s:\\p{Cntrl}]{1,100}");
  private static final Pattern PEM =
      Pattern.compile(
          "(?s)\\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*)+");
  private static final Pattern ITEM = Pattern.compile("[^\\p{Cntrl},]{1,255}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

  private HostConsoleReader() {}

  static boolean has(String field) {
    return Set.of(FIELDS).contains(field);
  }

  static boolean hasBeyondLogin(String field) {
    return Set.of(BEYOND_LOGIN).contains(field);
  }

  static BackendDocument.Login login(Fields spec) {
    String user = spec.optionalText("user", USER, "the console's user, without blanks or colons");
    String ca = spec.optionalText("ca", PEM, "one or more certificates in PEM form");
    BackendDocument.Drift drift = BackendDocument.Drift.MEND;
    if (spec.find("drift") != null) {
      BackendDocument.Drift said = spec.choice("drift", BackendDocument.Drift.class);
      drift = said == null ? drift : said;
    }
    BackendDocument.Leaving leaving = BackendDocument.Leaving.DELETE;
    if (spec.find("leaving") != null) {
      BackendDocument.Leaving said = spec.choice("leaving", BackendDocument.Leaving.class);
      leaving = said == null ? leaving : said;
    }
    return new BackendDocument.Login(
        user == null ? "" : user, ca == null ? "" : ca, drift, leaving);
  }

  static List<BackendDocument.HostRule> hosts(Fields spec) {
    return spec.list("hosts", (item, at) -> rule(spec.mapping(item, at)));
  }

  private static BackendDocument.@Nullable HostRule rule(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    Selector selector = SpecReader.selector(fields);
    List<String> groups = templates(fields, "groups");
    List<String> templates = templates(fields, "templates");
    SortedMap<String, String> variables = variables(fields);
    fields.refuseUnknown();
    if (groups.isEmpty() && templates.isEmpty() && variables.isEmpty()) {
      fields.problem(
          Problem.MISSING, "groups", "a rule gives at least one group, template or variable");
    }
    return new BackendDocument.HostRule(selector, groups, templates, variables);
  }

  private static List<String> templates(Fields fields, String name) {
    List<String> texts =
        fields.distinctTexts(name, ITEM, "a name without commas and control characters");
    texts.forEach(text -> new TemplateReader(Map.of()).openItem(fields, name, text));
    return texts;
  }

  private static SortedMap<String, String> variables(Fields fields) {
    var variables = new TreeMap<String, String>();
    Fields all = fields.mapping("variables");
    if (all == null) {
      return variables;
    }
    for (String name : all.names()) {
      String text = all.scalar(name, "a text");
      if (!VARIABLE.matcher(name).matches()) {
        all.problem(
            Problem.VALUE,
            name,
            "is no variable's name: letters, digits and _, beginning with a letter");
      } else {
        variables.put(name, new TemplateReader(Map.of()).open(all, name, text));
      }
    }
    return variables;
  }

  /** What such a console needs. */
  static void fit(BackendDocument.Type type, @Nullable String url, Fields spec) {
    String word = DocumentForm.word(type);
    if (url == null) {
      spec.problem(
          Problem.MISSING,
          "url",
          "is missing; expected where Kitward reaches the API of this " + word);
    }
    if (spec.find("secret") == null) {
      spec.problem(
          Problem.MISSING,
          "secret",
          "is missing; expected secret:NAME@VERSION, the "
              + (type == BackendDocument.Type.ZABBIX ? "API token" : "password")
              + " with which Kitward comes");
    }
    if (type == BackendDocument.Type.ICINGA2 && spec.find("user") == null) {
      spec.problem(
          Problem.MISSING, "user", "is missing; expected the name of an ApiUser of this Icinga");
    }
  }
}

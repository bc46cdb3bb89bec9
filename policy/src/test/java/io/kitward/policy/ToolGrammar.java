package io.kitward.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a rendered file as its tool does, into the words that the tool acts on: keys, values,
 * sections, brackets, ends of lines. A text that the tool would refuse, or in which something would
 * be replaced or included, is an {@link IllegalStateException}.
 */
final class ToolGrammar {
  private static final String END = "⏎";

  /** Whose value is the rest of the line. */
  private static final Set<String> WHOLE =
      Set.of("sysLocation", "sysContact", "host_name", "address", "port");

  /** Whose value is a list with commas. */
  private static final Set<String> COMMAS = Set.of("Server", "ServerActive", "allowed_hosts");

  private ToolGrammar() {}

  static List<String> read(ServiceParts.FileItem file, String text) {
    return switch (file.format()) {
      case YAML, JSON -> yaml(file.insert() == null ? text : "inserted:\n" + text);
      case SHELL -> environment(text);
      case INI -> ini(text);
      case NAGIOS -> text.contains("define ") ? objects(text) : settings(text);
      case ZABBIX -> settings(text);
      case ICINGA -> new Scanner(text, "{}[](),=+<>;!", true).words();
      case BACULA -> new Scanner(text, "{}=,;", false).words();
      case COLLECTD -> new Scanner(text, "<>", false).words();
      case RSYSLOG -> new Scanner(text, "(){}=,", false).words();
      case SNMPD, MUNIN, PLAIN -> lines(file.path(), text);
      case TOML, SYSTEMD -> throw new IllegalStateException("the catalog has no such file yet");
    };
  }

  private static List<String> yaml(String text) {
    List<String> words = new ArrayList<>();
    flatten("", new YAMLMapper().readTree(text), words);
    return words;
  }

  private static void flatten(String path, JsonNode node, List<String> words) {
    if (node.isContainer()) {
      words.add(path + (node.isArray() ? "[]" : "{}"));
      node.properties()
          .forEach(field -> flatten(path + "/" + field.getKey(), field.getValue(), words));
      if (node.isArray()) {
        node.values().forEach(item -> flatten(path + "/-", item, words));
      }
    } else {
      words.add(path);
      words.add(node.asString());
    }
  }

  /** systemd's EnvironmentFile; the words of ARGS are those that ExecStart splits it into. */
  private static List<String> environment(String text) {
    List<String> words = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      List<String> value =
          new Scanner(line.substring(equals + 1), "", false)
              .words().stream().filter(word -> !word.equals(END)).toList();
      String key = line.substring(0, equals);
      words.add(key);
      if (key.equals("ARGS")) {
        words.addAll(List.of(String.join("", value).split("\\s+")));
      } else {
        words.addAll(value);
      }
    }
    return words;
  }

  /** Python's configparser as fail2ban has it: interpolation, and comments after " ;". */
  private static List<String> ini(String text) {
    List<String> words = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      if (line.startsWith("[")) {
        words.add(line);
        continue;
      }
      String value = line.substring(line.indexOf('=') + 1).replaceFirst("\\s;.*", "").strip();
      if (value.contains("%") || Character.isWhitespace(line.charAt(0))) {
        throw new IllegalStateException("interpolated, or a continuation: " + line);
      }
      words.add(line.substring(0, line.indexOf('=')).strip());
      words.addAll(List.of(value.split("\\s+")));
    }
    return words;
  }

  private static List<String> settings(String text) {
    List<String> words = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      String key = line.substring(0, line.indexOf('=')).strip();
      String value = line.substring(line.indexOf('=') + 1).strip();
      words.add(key);
      if (COMMAS.contains(key)) {
        words.addAll(List.of(value.split(",")));
      } else if (key.startsWith("command[")) {
        if (value.matches(".*[$`;|&<>(){}].*")) {
          throw new IllegalStateException("a shell would act on: " + value);
        }
        words.addAll(List.of(value.split("\\s+")));
      } else {
        words.add(value);
      }
    }
    return words;
  }

  /** Nagios' objects: a key and the rest of its line, in which '!' parts a command's arguments. */
  private static List<String> objects(String text) {
    List<String> words = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String bare = line.replaceFirst(";.*", "").strip();
      if (bare.isEmpty() || bare.startsWith("#")) {
        continue;
      }
      for (String word : bare.split("\\s+", 2)) {
        words.addAll(List.of(word.split("!", -1)));
      }
      words.add(END);
    }
    return words;
  }

  private static List<String> lines(String path, String text) {
    List<String> words = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String bare = line.strip();
      if (bare.isEmpty() || bare.startsWith("#")) {
        continue;
      }
      String first = bare.split("\\s+", 2)[0];
      if (path.endsWith(".rules") || bare.startsWith("[")) {
        words.add(bare);
      } else if (WHOLE.contains(first)) {
        words.addAll(List.of(bare.split("\\s+", 2)));
      } else {
        words.addAll(new Scanner(bare, "", false).words());
      }
      words.add(END);
    }
    return words;
  }

  /** Words between blanks and brackets; texts in double quotes with backslashes; comments. */
  private static final class Scanner {
    private static final Map<Character, String> ESCAPES = Map.of('n', "\n", 't', "\t", 'r', "\r");

    private final String text;
    private final String brackets;
    private final boolean slashes;
    private final List<String> words = new ArrayList<>();
    private int at;

    Scanner(String text, String brackets, boolean slashes) {
      this.text = text;
      this.brackets = brackets;
      this.slashes = slashes;
    }

    List<String> words() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\n') {
          words.add(END);
          at++;
        } else if (Character.isWhitespace(c)) {
          at++;
        } else if (c == '#' || (slashes && text.startsWith("//", at))) {
          skipTo("\n");
        } else if (slashes && text.startsWith("/*", at)) {
          skipTo("*/");
        } else if (c == '"') {
          at++;
          words.add(quoted());
        } else if (brackets.indexOf(c) >= 0) {
          words.add(String.valueOf(c));
          at++;
        } else {
          words.add(bare());
        }
      }
      return words;
    }

    private void skipTo(String end) {
      int found = text.indexOf(end, at);
      at = found < 0 ? text.length() : found;
    }

    private String quoted() {
      StringBuilder word = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        if (c == '\n') {
          throw new IllegalStateException("a text goes on over the end of its line");
        }
        if (c == '\\') {
          char escaped = text.charAt(at++);
          word.append(slashes ? ESCAPES.getOrDefault(escaped, String.valueOf(escaped)) : escaped);
        } else {
          word.append(c);
        }
      }
      if (at >= text.length()) {
        throw new IllegalStateException("a text does not end");
      }
      at++;
      return word.toString();
    }

    private String bare() {
      int start = at;
      while (at < text.length()
          && !Character.isWhitespace(text.charAt(at))
          && text.charAt(at) != '"'
          && brackets.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      if (word.startsWith("@") || word.contains("`")) {
        throw new IllegalStateException("included or replaced: " + word);
      }
      return word;
    }
  }
}

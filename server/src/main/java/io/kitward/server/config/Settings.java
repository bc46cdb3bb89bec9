package io.kitward.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Settings by dotted key: those of a file, overridden by the environment, overridden by flags.
 * Immutable.
 */
public final class Settings {

  private static final String PREFIX = "KITWARD_";
  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final Map<String, Setting> values;

  private Settings(Map<String, Setting> values) {
    this.values = values;
  }

  /**
   * Reads all settings.
   *
   * @param file a YAML file, if there is one
   * @param environment variables; {@code KITWARD_PEOPLE_PORT} is {@code people.port}
   * @param flags such as {@code --people.port=8443}
   * @param known every key that there is; any other is a mistake. A part {@code *} stands for one
   *     name, and at the end for any
   * @param lists keys that hold several values: a list in the file, with commas elsewhere
   * @throws ConfigException for the first mistake
   */
  public static Settings read(
      Optional<Path> file,
      Map<String, String> environment,
      List<String> flags,
      Collection<String> known,
      Collection<String> lists) {
    var values = new TreeMap<String, Setting>();
    file.ifPresent(path -> put(values, fromFile(path, lists), known));
    put(values, fromEnvironment(environment, known), known);
    put(values, fromFlags(flags), known);
    return new Settings(values);
  }

  private static void put(
      Map<String, Setting> values, List<Setting> settings, Collection<String> known) {
    for (Setting setting : settings) {
      if (known.stream().noneMatch(pattern -> fits(pattern, setting.key()))) {
        throw ConfigException.of(
            setting, "there is no such key; there are " + near(setting.key(), known));
      }
      values.put(setting.key(), setting);
    }
  }

  /** The keys beside one that is unknown; where it has no neighbours, the first parts of all. */
  private static String near(String key, Collection<String> known) {
    String first = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : ".";
    List<String> beside = known.stream().filter(it -> it.startsWith(first)).toList();
    return beside.isEmpty()
        ? known.stream()
            .map(it -> it.contains(".") ? it.substring(0, it.indexOf('.') + 1) + "…" : it)
            .distinct()
            .collect(Collectors.joining(", "))
        : String.join(", ", beside);
  }

  private static boolean fits(String pattern, String key) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equals(key);
    }
    String[] parts = pattern.split("\\.", -1);
    var expression = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      String any = i == parts.length - 1 ? ".+" : "[^.]+";
      expression
          .append(i == 0 ? "" : "\\.")
          .append(parts[i].equals("*") ? any : Pattern.quote(parts[i]));
    }
    return key.matches(expression.toString());
  }

  private static List<Setting> fromFile(Path file, Collection<String> lists) {
    var settings = new ArrayList<Setting>();
    Deque<String> path = new ArrayDeque<>();
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": can't be read: " + e);
    }
    try (JsonParser parser = YAML.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> {}
          case PROPERTY_NAME -> path.addLast(parser.currentName());
          case END_OBJECT -> path.pollLast();
          case START_ARRAY -> {
            String key = String.join(".", path);
            String origin = origin(file, parser);
            if (lists.stream().noneMatch(pattern -> fits(pattern, key))) {
              throw ConfigException.of(new Setting(key, "", origin), "a list is not expected here");
            }
            put(settings, new Setting(key, list(file, parser, key), origin));
            path.pollLast();
          }
          case END_ARRAY -> throw new IllegalStateException("a list ended that did not begin");
          default -> {
            String key = String.join(".", path);
            put(settings, new Setting(key, parser.getString(), origin(file, parser)));
            path.pollLast();
          }
        }
      }
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw new ConfigException(file + place + ": is not YAML: " + e.getOriginalMessage());
    }
    return settings;
  }

  private static void put(List<Setting> settings, Setting setting) {
    if (settings.stream().anyMatch(known -> known.key().equals(setting.key()))) {
      throw ConfigException.of(setting, "stands here twice");
    }
    settings.add(setting);
  }

  /** The values of a list, with commas between them. */
  private static String list(Path file, JsonParser parser, String key) {
    var items = new ArrayList<String>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      String item = token.isScalarValue() ? parser.getString() : "";
      if (item.isBlank() || item.contains(",")) {
        throw ConfigException.of(
            new Setting(key, item, origin(file, parser)), "a list of plain values is expected");
      }
      items.add(item);
    }
    return String.join(",", items);
  }

  private static String origin(Path file, JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  private static List<Setting> fromEnvironment(
      Map<String, String> environment, Collection<String> known) {
    return known.stream()
        .filter(key -> environment.containsKey(variable(key)))
        .map(
            key ->
                new Setting(
                    key,
                    environment.getOrDefault(variable(key), ""),
                    "environment " + variable(key)))
        .toList();
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static List<Setting> fromFlags(List<String> flags) {
    return flags.stream()
        .map(
            flag -> {
              int equals = flag.indexOf('=');
              if (!flag.startsWith("--") || equals < 3) {
                throw new ConfigException("flag " + flag + ": write it as --key=value");
              }
              String key = flag.substring(2, equals);
              return new Setting(key, flag.substring(equals + 1), "flag --" + key);
            })
        .toList();
  }

  /** The value of a key, if it is set. */
  public Optional<Setting> find(String key) {
    return Optional.ofNullable(values.get(key)).filter(setting -> !setting.value().isEmpty());
  }

  /** A text, or its default. */
  public String text(String key, String otherwise) {
    return find(key).map(Setting::value).orElse(otherwise);
  }

  /** Several values; none when the key is not set. */
  public List<String> list(String key) {
    return find(key).stream()
        .flatMap(setting -> Stream.of(setting.value().split(",", -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** What stands below a key: name to value. */
  public SortedMap<String, String> below(String key) {
    var found = new TreeMap<String, String>();
    values.forEach(
        (name, setting) -> {
          if (name.startsWith(key + ".") && !setting.value().isEmpty()) {
            found.put(name.substring(key.length() + 1), setting.value());
          }
        });
    return found;
  }

  /** A path, if it is set. */
  public Optional<Path> path(String key) {
    return find(key).map(setting -> Path.of(setting.value()));
  }

  /**
   * A whole number within bounds, or its default.
   *
   * @throws ConfigException when it is another thing
   */
  public int number(String key, int otherwise, int least, int most) {
    Optional<Setting> setting = find(key);
    if (setting.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(setting.get().value());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same words serve for what is no number and for what is out of bounds.
    }
    throw ConfigException.of(
        setting.get(),
        "a whole number from "
            + least
            + " to "
            + most
            + " is expected, not "
            + setting.get().value());
  }

  /**
   * A length of time such as {@code 30s}, {@code 20m}, {@code 2h} or {@code 90d}, or its default.
   *
   * @throws ConfigException when it is another thing, or shorter
   */
  public Duration span(String key, Duration otherwise, Duration least) {
    Optional<Setting> setting = find(key);
    if (setting.isEmpty()) {
      return otherwise;
    }
    return Span.parse(setting.get().value())
        .filter(span -> span.compareTo(least) >= 0 && span.compareTo(LONGEST) <= 0)
        .orElseThrow(
            () ->
                ConfigException.of(
                    setting.get(),
                    "a time such as 30m, 2h or 90d is expected, at least "
                        + least.toSeconds()
                        + "s, not "
                        + setting.get().value()));
  }

  /** Every value that is set, with where it came from. */
  public Collection<Setting> all() {
    return values.values();
  }
}

package io.kitward.connector.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * A YAML document as a flat map from dotted key ({@code limits.paths[0]}) to its text and the line
 * that it stands on.
 */
record YamlLines(Map<String, Entry> entries, Map<String, Integer> containers) {

  /** A scalar; {@code text} of an empty value is the empty string. */
  record Entry(String text, int line) {}

  private static final YAMLFactory YAML = new YAMLFactory();

  /**
   * Reads a document.
   *
   * @throws Mistake when it is no YAML or has a key twice
   */
  static YamlLines read(String text) {
    var entries = new LinkedHashMap<String, Entry>();
    var containers = new TreeMap<String, Integer>();
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != null) {
        value(parser, "", 1, entries, containers);
      }
    } catch (JacksonException e) {
      var location = e.getLocation();
      throw new Mistake(
          location == null ? 1 : location.getLineNr(), "", "this is not YAML: " + firstLine(e));
    }
    return new YamlLines(entries, containers);
  }

  private static void value(
      JsonParser parser,
      String path,
      int line,
      Map<String, Entry> entries,
      Map<String, Integer> containers) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      containers.put(path, line);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        String child = path.isEmpty() ? name : path + "." + name;
        int nameLine = parser.currentTokenLocation().getLineNr();
        if (entries.containsKey(child) || containers.containsKey(child)) {
          throw new Mistake(nameLine, child, "stands here twice");
        }
        parser.nextToken();
        value(parser, child, nameLine, entries, containers);
      }
    } else if (token == JsonToken.START_ARRAY) {
      containers.put(path, line);
      for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
        int itemLine = parser.currentTokenLocation().getLineNr();
        value(parser, path + "[" + index + "]", itemLine, entries, containers);
      }
    } else {
      entries.put(
          path, new Entry(token == JsonToken.VALUE_NULL ? "" : parser.getValueAsString(""), line));
    }
  }

  private static String firstLine(JacksonException e) {
    String message = e.getOriginalMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }
}

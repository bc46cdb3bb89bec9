package io.kitward.connector.apply;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a Puppet catalog manages: services, files and packages, by name. Of each resource only its
 * type, title, name, path and ensure are read; the rest, which may hold secrets, is skipped.
 */
final class PuppetCatalog {

  /** Of which type, and its plain name. */
  record Resource(String type, String name) {}

  private static final JsonFactory FACTORY = new JsonFactory();

  private PuppetCatalog() {}

  /** Services are named with or without their suffix. */
  static String plain(String type, String name) {
    return type.equals("Service") ? name.replaceFirst("\\.service$", "") : name;
  }

  /** Each resource with what it wants, in words; empty when that is unknown. */
  static Map<Resource, String> read(InputStream in) {
    var found = new HashMap<Resource, String>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return found;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("resources") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            resource(parser, found);
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return found;
  }

  private static void resource(JsonParser parser, Map<Resource, String> found) {
    var texts = new HashMap<String, String>();
    texts(parser, "", texts);
    String type = texts.getOrDefault("type", "");
    String title = texts.getOrDefault("title", "");
    String ensure = texts.getOrDefault("parameters.ensure", "");
    String name =
        switch (type) {
          case "Service", "Package" -> texts.getOrDefault("parameters.name", title);
          case "File" -> texts.getOrDefault("parameters.path", title);
          default -> "";
        };
    // That a package is there is what Kitward wants too: nobody undoes anybody.
    boolean agrees = ensure.equals("installed") || ensure.equals("present") || ensure.isEmpty();
    if (!name.isEmpty() && !(type.equals("Package") && agrees)) {
      found.put(
          new Resource(type, plain(type, name)),
          ensure.isEmpty() ? "" : " (ensure => " + ensure + ")");
    }
  }

  /** The texts of an object and of its {@code parameters}. */
  private static void texts(JsonParser parser, String prefix, Map<String, String> texts) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("parameters") && value == JsonToken.START_OBJECT) {
        texts(parser, "parameters.", texts);
      } else if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_TRUE) {
        boolean wanted =
            name.equals("type")
                || name.equals("title")
                || name.equals("parameters.name")
                || name.equals("parameters.path")
                || name.equals("parameters.ensure");
        if (wanted) {
          texts.put(name, parser.getString());
        }
      } else {
        parser.skipChildren();
      }
    }
  }
}

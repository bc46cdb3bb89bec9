package io.kitward.connector.apply;

import io.kitward.connector.apply.PuppetClaims.Resource;
import io.kitward.connector.apply.PuppetClaims.Sweep;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what a Puppet catalog manages, and what it removes because it does not manage it. Of each
 * resource only its type, title and a few parameters that say that are read; the rest, which may
 * hold secrets, is skipped.
 */
final class PuppetCatalog {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** No path and no name is longer. */
  private static final int LONGEST = 4_096;

  private static final int MOST_PATTERNS = 1_000;
  private static final String PARAMETERS = "parameters.";
  private static final String IGNORE = PARAMETERS + "ignore";
  private static final Set<String> WANTED =
      Set.of(
          "type",
          "title",
          PARAMETERS + "name",
          PARAMETERS + "path",
          PARAMETERS + "ensure",
          PARAMETERS + "recurse",
          PARAMETERS + "recurselimit",
          PARAMETERS + "purge",
          PARAMETERS + "force",
          PARAMETERS + "noop",
          PARAMETERS + "unless_system_user",
          IGNORE);

  private final Map<Resource, String> managed = new HashMap<>();
  private final Set<String> installed = new HashSet<>();
  private final List<Sweep> sweeps = new ArrayList<>();
  private final Set<String> purged = new HashSet<>();

  private PuppetCatalog() {}

  /**
   * Reads one.
   *
   * @throws tools.jackson.core.JacksonException when it is no JSON, or cut off
   */
  static PuppetClaims read(InputStream in) {
    var catalog = new PuppetCatalog();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean resources = parser.currentName().equals("resources");
          if (parser.nextToken() == JsonToken.START_ARRAY && resources) {
            catalog.resources(parser);
          } else {
            parser.skipChildren();
          }
        }
      }
    }
    return new PuppetClaims(
        catalog.managed, catalog.installed, List.copyOf(catalog.sweeps), catalog.purged);
  }

  private void resources(JsonParser parser) {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        var words = new Words(new HashMap<>(), new ArrayList<>());
        words(parser, "", words);
        resource(words);
      } else {
        parser.skipChildren();
      }
      token = parser.nextToken();
    }
  }

  private void resource(Words words) {
    String title = words.said("title");
    if (title.isEmpty() || words.yes("noop")) {
      return; // Puppet would only say what it would do
    }
    String ensure = words.parameter("ensure");
    String wants = ensure.isEmpty() ? "" : " (ensure => " + ensure + ")";
    switch (words.said("type")) {
      case "Service" -> managed.put(Resource.of("Service", words.named(title)), wants);
      case "File" -> {
        String path = PuppetClaims.path(words.parameter("path", title));
        managed.put(Resource.of("File", path), wants);
        sweep(words, title, path).ifPresent(sweeps::add);
      }
      case "Package" -> {
        String name = words.named(title);
        // That a package is there is what Kitward wants too: nobody undoes anybody.
        if (ensure.isEmpty() || ensure.equals("installed") || ensure.equals("present")) {
          installed.add(name);
        } else {
          managed.put(Resource.of("Package", name), wants);
        }
      }
      case "Resources" -> {
        String type = words.named(title);
        if (words.yes("purge") && (!type.equals("user") || words.purgesSystemUsers())) {
          purged.add(type);
        }
      }
      default -> {}
    }
  }

  /**
   * The folder below which a File resource removes what Puppet does not manage. {@code recurse =>
   * remote} looks at what is in the source alone, so that nothing is removed, whatever {@code
   * purge} says (Puppet's type file, {@code recurse}).
   */
  private static Optional<Sweep> sweep(Words words, String title, String path) {
    if (words.parameter("ensure").equals("absent")) {
      return words.yes("force")
          ? Optional.of(new Sweep(title, path, true, Integer.MAX_VALUE, List.of()))
          : Optional.empty();
    }
    if (!words.yes("purge") || !words.yes("recurse")) {
      return Optional.empty();
    }
    int depth = words.number("recurselimit").orElse(Integer.MAX_VALUE);
    return depth == 0
        ? Optional.empty()
        : Optional.of(new Sweep(title, path, false, depth, List.copyOf(words.ignored())));
  }

  /** Of one resource what is wanted of it, parameters with their prefix. */
  private record Words(Map<String, String> all, List<String> ignored) {

    String said(String name) {
      return all.getOrDefault(name, "");
    }

    String parameter(String name) {
      return said(PARAMETERS + name);
    }

    String parameter(String name, String otherwise) {
      return all.getOrDefault(PARAMETERS + name, otherwise);
    }

    /** The name that it has on the machine. */
    String named(String title) {
      return parameter("name", title);
    }

    boolean yes(String name) {
      return parameter(name).equals("true") || parameter(name).equals("yes");
    }

    Optional<Integer> number(String name) {
      try {
        return Optional.of(Integer.parseUnsignedInt(parameter(name)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    /** Unless told otherwise Puppet leaves the machine's own users alone, as Kitward's are. */
    boolean purgesSystemUsers() {
      return parameter("unless_system_user").equals("false");
    }
  }

  /** The wanted words of an object and of its {@code parameters}. */
  private static void words(JsonParser parser, String prefix, Words words) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("parameters") && value == JsonToken.START_OBJECT) {
        words(parser, PARAMETERS, words);
      } else if (name.equals(IGNORE) && value == JsonToken.START_ARRAY) {
        patterns(parser, words.ignored());
      } else if (value.isScalarValue()) {
        if (WANTED.contains(name) && parser.getStringLength() <= LONGEST) {
          words.all().put(name, parser.getString());
          if (name.equals(IGNORE)) {
            words.ignored().add(parser.getString());
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void patterns(JsonParser parser, List<String> into) {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.VALUE_STRING
          && into.size() < MOST_PATTERNS
          && parser.getStringLength() <= LONGEST) {
        into.add(parser.getString());
      }
      parser.skipChildren();
      token = parser.nextToken();
    }
  }
}

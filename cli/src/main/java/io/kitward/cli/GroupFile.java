package io.kitward.cli;

import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The groups in a file of documents, by name; documents of other kinds are passed over. */
final class GroupFile {
  private GroupFile() {}

  static Map<String, Selector> read(String file) {
    Map<String, Selector> groups = new TreeMap<>();
    for (JsonNode document : documents(file)) {
      if (document.path("kind").asString("").equals("Group")) {
        String name = document.path("metadata").path("name").asString("");
        if (name.isEmpty()) {
          throw fault(file, "a group has no metadata.name");
        }
        if (groups.put(name, selector(file, name, document)) != null) {
          throw fault(file, "two groups are named " + Text.clean(name));
        }
      }
    }
    if (groups.isEmpty()) {
      throw fault(file, "there is no document of kind Group");
    }
    return groups;
  }

  private static Selector selector(String file, String name, JsonNode document) {
    JsonNode text = document.path("spec").path("selector");
    if (!text.isString()) {
      throw fault(file, "the group " + Text.clean(name) + " has no spec.selector that is text");
    }
    try {
      return Selector.parse(text.asString());
    } catch (SelectorSyntaxException refusal) {
      Failure failure = NodeText.refused(refusal);
      throw new Failure(
          Exit.USAGE,
          failure.code(),
          file + ": group " + Text.clean(name) + ": " + failure.getMessage(),
          refusal.fix() == null ? "" : refusal.fix(),
          refusal.caretText().lines().skip(1).toList(),
          failure.problem());
    }
  }

  private static List<JsonNode> documents(String file) {
    try (MappingIterator<JsonNode> documents =
        YAMLMapper.builder()
            .build()
            .readerFor(JsonNode.class)
            .readValues(Files.readString(Path.of(file)))) {
      return documents.readAll();
    } catch (NoSuchFileException _) {
      throw fault(file, "there is no such file");
    } catch (MalformedInputException _) {
      throw fault(file, "it is not text in UTF-8");
    } catch (IOException unreadable) {
      throw fault(file, "it cannot be read: " + unreadable.getMessage());
    } catch (JacksonException broken) {
      throw fault(file, "it is not YAML: " + broken.getOriginalMessage());
    }
  }

  private static Failure fault(String file, String what) {
    return new Failure(
        Exit.USAGE, "groups", file + ": " + what + ".", "Name a file with documents of kind Group");
  }
}

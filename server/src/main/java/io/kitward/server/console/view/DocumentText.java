package io.kitward.server.console.view;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Documents as people write them. */
public final class DocumentText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private DocumentText() {}

  /**
   * What stands in a text that is a document only in part, to go on with; empty when it can't be
   * read, or holds more than one.
   */
  public static Optional<Map<String, Object>> partly(String text) {
    if (text.lines().skip(1).anyMatch(line -> line.startsWith("---")) || text.contains("&")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(YAML.readValue(text, new TypeReference<Map<String, Object>>() {}));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** YAML that reads as the same document. */
  public static String yaml(Map<String, Object> document) {
    return YAML.writeValueAsString(document);
  }
}

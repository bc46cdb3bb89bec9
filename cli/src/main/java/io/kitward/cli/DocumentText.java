package io.kitward.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A document as people write it: YAML with as few quotes as it can do without. */
final class DocumentText {
  private static final YAMLMapper FOR_PEOPLE =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  /** All strings in double quotes, where anything can be escaped. */
  private static final YAMLMapper QUOTED =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();

  private DocumentText() {}

  /** The text; read again it is this very document. */
  static String of(JsonNode document) {
    String text = FOR_PEOPLE.writeValueAsString(document);
    return !Unsafe.isIn(text) && isSame(text, document)
        ? text
        : Unsafe.escaped(QUOTED.writeValueAsString(document));
  }

  /** Plain words that YAML takes for something else are not worth the quotes they save. */
  private static boolean isSame(String text, JsonNode document) {
    try {
      return FOR_PEOPLE.readTree(text).equals(document);
    } catch (JacksonException _) {
      return false;
    }
  }
}

package io.kitward.server.console.view;

import java.util.Map;
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

  /** YAML that reads as the same document. */
  public static String yaml(Map<String, Object> document) {
    return YAML.writeValueAsString(document);
  }
}

package io.kitward.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as it shall be on the node; secrets stand in its content as {@code
 * ${secret:NAME@VERSION}}.
 */
public record DesiredFile(
    String path,
    String owner,
    String group,
    String mode,
    Format format,
    String content,
    List<String> validate,
    @Nullable String insertAfter,
    List<String> concerns) {
  public DesiredFile {
    validate = List.copyOf(validate);
    concerns = List.copyOf(concerns);
  }
}

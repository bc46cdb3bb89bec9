package io.kitward.cli.imports;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.util.List;

/**
 * Which tag key a column, variable, fact or parameter becomes.
 *
 * @param path what it is called there
 */
public record Mapping(String path, String key) {

  /**
   * Reads {@code PATH=KEY}; the last equals sign parts them.
   *
   * @throws ImportException when it is none
   */
  public static Mapping parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new ImportException(
          "mapping",
          "“" + text + "” is no mapping.",
          "Write --map NAME=KEY, such as --map env=environment.");
    }
    return of(text.substring(0, equals), text.substring(equals + 1));
  }

  /** The mapping of a name to a key that is checked here. */
  static Mapping of(String path, String key) {
    try {
      Tag _ = new Tag(key, "");
    } catch (TagSyntaxException e) {
      throw new ImportException(
          "mapping",
          "“" + key + "” can't be a tag key: " + e.getMessage() + ".",
          "Name another key with --map “" + path + "”=KEY.");
    }
    return new Mapping(path, key);
  }

  /** All of them. */
  public static List<Mapping> parse(List<String> texts) {
    return texts.stream().map(Mapping::parse).toList();
  }

  @Override
  public String toString() {
    return path + "=" + key;
  }
}

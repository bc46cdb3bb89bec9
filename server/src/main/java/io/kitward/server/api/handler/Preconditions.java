package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Request;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What If-Match and If-None-Match ask for (RFC 9110, section 13). */
record Preconditions(Optional<List<String>> match, Optional<List<String>> noneMatch) {
  private static final String ANY = "*";
  private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]*\"");

  static Preconditions of(Request request) {
    return new Preconditions(read(request, "if-match"), read(request, "if-none-match"));
  }

  /** Whether a reader already has what is there. */
  boolean notModified(String etag) {
    return noneMatch.isPresent()
        && noneMatch.get().stream()
            .anyMatch(tag -> tag.equals(ANY) || withoutWeak(tag).equals(etag));
  }

  /**
   * Lets a change pass, or refuses it.
   *
   * @param etag of what is there
   * @param exists whether something is there
   */
  void check(String etag, boolean exists) {
    boolean matches =
        match.isEmpty()
            || match.get().stream().anyMatch(tag -> tag.equals(ANY) ? exists : tag.equals(etag));
    boolean collides =
        noneMatch.isPresent()
            && exists
            && noneMatch.get().stream()
                .anyMatch(tag -> tag.equals(ANY) || withoutWeak(tag).equals(etag));
    if (!matches || collides) {
      throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              exists
                  ? "What is there now has the ETag " + etag + "; nothing was changed."
                  : "There is nothing yet; nothing was changed.")
          .header("etag", etag);
    }
  }

  private static String withoutWeak(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static Optional<List<String>> read(Request request, String name) {
    Optional<String> header = request.header(name);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String text = header.get().strip();
    if (text.equals(ANY)) {
      return Optional.of(List.of(ANY));
    }
    Matcher matcher = TAG.matcher(text);
    List<String> tags = matcher.results().map(result -> result.group()).toList();
    boolean rest =
        Stream.of(matcher.replaceAll("").split(",", -1)).anyMatch(part -> !part.isBlank());
    if (tags.isEmpty() || rest) {
      throw new ApiException(
          ErrorCode.HEADER_INVALID, "The header " + name + " holds no list of ETags in quotes.");
    }
    return Optional.of(tags);
  }
}

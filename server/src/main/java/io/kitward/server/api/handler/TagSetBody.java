package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Problem.Position;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response.Whole;
import io.kitward.server.fleet.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One source's tags as requests and answers carry them: {@code {"tags":["a","k=v"]}}. */
record TagSetBody(List<@Nullable String> tags) {
  static final int LIMIT = 1_000;

  /** The tags in the body of a request, each checked. */
  static SortedSet<Tag> read(Request request) {
    List<@Nullable String> texts = JsonBody.read(request, TagSetBody.class).tags();
    if (texts.size() > LIMIT) {
      throw tooMany(texts.size());
    }
    var tags = new TreeSet<Tag>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text == null) {
        throw new ApiException(ErrorCode.FIELD_INVALID, "A tag is text, not null.")
            .pointer("/tags/" + i);
      }
      tags.add(tag(text, i));
    }
    return tags;
  }

  /** The tag in the path. */
  static Tag fromPath(Request request) {
    return tag(request.parameter("tag"), -1);
  }

  /** The source in the path. */
  static String source(Request request) {
    String source = request.parameter("source");
    Source.fault(source)
        .ifPresent(
            fault -> {
              throw new ApiException(ErrorCode.SOURCE_MALFORMED, JsonBody.printable(fault) + ".");
            });
    return source;
  }

  /** The answer that shows a source's tags. */
  static Whole answer(SortedSet<Tag> tags) {
    return Bodies.ok(new TagSetBody(tags.stream().map(Tag::toString).collect(Collectors.toList())))
        .with("etag", etag(tags));
  }

  /** Equal sets have equal ETags, whoever set them and when. */
  static String etag(SortedSet<Tag> tags) {
    String text = tags.stream().map(Tag::toString).collect(Collectors.joining("\n"));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static ApiException tooMany(int count) {
    return new ApiException(
            ErrorCode.TAGS_TOO_MANY,
            String.format("%,d tags for one source; the limit is %,d.", count, LIMIT))
        .pointer("/tags");
  }

  /** A tag that stands somewhere else in a body. */
  static Tag tag(String text, String pointer) {
    try {
      return tag(text, -1);
    } catch (ApiException e) {
      throw e.pointer(pointer);
    }
  }

  private static Tag tag(String text, int index) {
    try {
      return Tag.parse(text);
    } catch (TagSyntaxException e) {
      var refusal =
          new ApiException(
                  ErrorCode.TAG_MALFORMED,
                  "The tag “"
                      + JsonBody.printable(text)
                      + "”"
                      + (index < 0 ? "" : " at index " + index)
                      + ": "
                      + e.getMessage()
                      + ".")
              .at(Position.inLine(e.offset()));
      throw index < 0 ? refusal : refusal.pointer("/tags/" + index);
    }
  }
}

package io.kitward.server.api;

import io.kitward.selector.DidYouMean;
import io.kitward.server.api.Problem.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies strictly: what is not exactly right is refused with its position. */
public final class JsonBody {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private JsonBody() {}

  /**
   * Reads the body as a record.
   *
   * @throws ApiException when type, encoding, syntax, fields or types are not right
   */
  public static <T> T read(Request request, Class<T> type) {
    contentType(request, Bodies.JSON_TYPE);
    String text = text(request.body());
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw refusal(e, text);
    }
  }

  /**
   * The media type that was sent, when it is one of these; parameters other than UTF-8 are refused.
   */
  public static String contentType(Request request, String... supported) {
    String sent = request.header("content-type").orElse("");
    String[] parts = sent.toLowerCase(Locale.ROOT).split(";", -1);
    boolean utf8 = true;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      utf8 &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    for (String type : supported) {
      if (utf8 && parts[0].strip().equals(type)) {
        return type;
      }
    }
    throw new ApiException(
            ErrorCode.CONTENT_TYPE_UNSUPPORTED,
            (sent.isEmpty()
                    ? "No content type was sent"
                    : "The content type " + printable(sent) + " was sent")
                + "; this operation reads "
                + String.join(" or ", supported)
                + " in UTF-8.")
        .header("accept", String.join(", ", supported));
  }

  /** A body as text, refusing what is not UTF-8. */
  public static String text(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer characters = CharBuffer.allocate(body.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, characters, true);
    characters.flip();
    if (result.isError()) {
      int line = 1 + (int) characters.chars().filter(c -> c == '\n').count();
      int column = characters.length() - characters.toString().lastIndexOf('\n');
      throw new ApiException(
              ErrorCode.BODY_ENCODING,
              String.format(
                  "Byte %d (0x%02X) is not UTF-8.", bytes.position(), body[bytes.position()]))
          .at(new Position(bytes.position(), line, column));
    }
    return characters.toString();
  }

  private static ApiException refusal(JacksonException e, String text) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> unknownField(unknown, text);
      case StreamReadException malformed -> malformed(malformed, text);
      case DatabindException wrong -> wrong(wrong, text);
      default -> place(new ApiException(ErrorCode.JSON_MALFORMED, words(e)), e, text);
    };
  }

  private static ApiException unknownField(UnrecognizedPropertyException e, String text) {
    Collection<Object> ids = e.getKnownPropertyIds();
    var known =
        ids == null
            ? java.util.List.<String>of()
            : ids.stream().map(String::valueOf).sorted().toList();
    String guess =
        DidYouMean.closest(e.getPropertyName(), known)
            .map(name -> " Did you mean “" + name + "”?")
            .orElse("");
    return place(
        new ApiException(
                ErrorCode.UNKNOWN_FIELD,
                "The field “"
                    + printable(e.getPropertyName())
                    + "” is not known here."
                    + guess
                    + " Known: "
                    + String.join(", ", known)
                    + ".")
            .pointer(pointer(e)),
        e,
        text);
  }

  private static ApiException malformed(StreamReadException e, String text) {
    String words = words(e);
    boolean twice = words.startsWith("Duplicate Object property");
    return place(
        new ApiException(twice ? ErrorCode.JSON_DUPLICATE_KEY : ErrorCode.JSON_MALFORMED, words),
        e,
        text);
  }

  private static ApiException wrong(DatabindException e, String text) {
    return place(new ApiException(ErrorCode.FIELD_INVALID, words(e)).pointer(pointer(e)), e, text);
  }

  private static String words(JacksonException e) {
    String words = String.valueOf(e.getOriginalMessage());
    int line = words.indexOf('\n');
    words = line < 0 ? words : words.substring(0, line);
    return printable(
        words.replaceAll("`?(java|io\\.kitward)\\.[A-Za-z0-9_.$]*[.$]([A-Za-z]+)`?", "$2"));
  }

  private static ApiException place(ApiException refusal, JacksonException e, String text) {
    TokenStreamLocation location = e.getLocation();
    if (location == null || location.getLineNr() < 1) {
      return refusal;
    }
    int end = (int) Math.max(0, Math.min(location.getCharOffset(), text.length()));
    long offset = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    return refusal.at(
        new Position(offset, location.getLineNr(), Math.max(1, location.getColumnNr())));
  }

  private static String pointer(JacksonException e) {
    return e.getPath().stream()
        .map(
            step ->
                "/"
                    + (step.getPropertyName() == null
                        ? String.valueOf(step.getIndex())
                        : printable(step.getPropertyName()).replace("~", "~0").replace("/", "~1")))
        .collect(Collectors.joining());
  }

  /** Text from outside as a message may show it: no control characters, at most 200 characters. */
  public static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}|\\p{Cf}|[\\ud800-\\udfff]", "\ufffd");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}

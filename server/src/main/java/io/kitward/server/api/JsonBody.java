package io.kitward.server.api;

import io.kitward.selector.DidYouMean;
import io.kitward.server.api.Problem.Position;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

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
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
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
      if (type.isRecord()) {
        knownFields(text, type);
      }
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new ApiException(ErrorCode.FIELD_INVALID, "Expected an object here, not null.")
            .pointer("");
      }
      return value;
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

  /** Refuses a field that the record lacks: said before what is missing, as it is often a typo. */
  private static void knownFields(String text, Class<?> type) {
    List<String> known =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (!known.contains(name)) {
          throw unknownField(name, known, parser.currentTokenLocation(), text);
        }
        parser.nextToken();
        parser.skipChildren();
      }
    }
  }

  private static ApiException unknownField(
      String name, List<String> known, TokenStreamLocation location, String text) {
    String guess =
        DidYouMean.closest(name, known).map(near -> " Did you mean “" + near + "”?").orElse("");
    return place(
        new ApiException(
                ErrorCode.UNKNOWN_FIELD,
                "The field “"
                    + printable(name)
                    + "” is not known here."
                    + guess
                    + " Known: "
                    + String.join(", ", known)
                    + ".")
            .pointer("/" + printable(name).replace("~", "~0").replace("/", "~1")),
        location,
        text);
  }

  private static ApiException refusal(JacksonException e, String text) {
    ApiException refusal =
        switch (e) {
          case StreamReadException malformed -> malformed(malformed);
          case MismatchedInputException wrong -> wrong(wrong);
          default -> new ApiException(ErrorCode.JSON_MALFORMED, words(e));
        };
    return place(refusal, e.getLocation(), text);
  }

  private static ApiException malformed(StreamReadException e) {
    String words = words(e);
    return new ApiException(
        words.startsWith("Duplicate Object property")
            ? ErrorCode.JSON_DUPLICATE_KEY
            : ErrorCode.JSON_MALFORMED,
        words);
  }

  private static ApiException wrong(MismatchedInputException e) {
    String words = words(e);
    if (words.startsWith("Trailing token")) {
      return new ApiException(ErrorCode.JSON_MALFORMED, "There is more after the JSON value.");
    }
    if (words.startsWith("No content")) {
      return new ApiException(ErrorCode.JSON_MALFORMED, "The body is empty.");
    }
    Class<?> target = e.getTargetType();
    boolean absent = words.startsWith("Missing") || words.startsWith("Null value");
    String detail =
        absent
            ? "The field that the pointer names is missing or null."
            : "Expected " + noun(target) + " here.";
    return new ApiException(ErrorCode.FIELD_INVALID, detail).pointer(pointer(e));
  }

  private static String noun(@Nullable Class<?> target) {
    if (target == null) {
      return "another type";
    }
    return target == String.class
        ? "text in quotes"
        : Collection.class.isAssignableFrom(target) ? "a list" : "an object";
  }

  private static String words(JacksonException e) {
    String words = String.valueOf(e.getOriginalMessage());
    int line = words.indexOf('\n');
    words = line < 0 ? words : words.substring(0, line);
    return printable(
        words.replaceAll("`?(java|io\\.kitward)\\.[A-Za-z0-9_.$]*[.$]([A-Za-z]+)`?", "$2"));
  }

  private static ApiException place(
      ApiException refusal, @Nullable TokenStreamLocation location, String text) {
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

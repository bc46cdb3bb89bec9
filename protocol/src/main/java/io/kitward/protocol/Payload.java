package io.kitward.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of our payloads for a program that has to stay small: the same bytes as {@link Json}
 * writes, and the same values from them, for records, sealed interfaces of records, enums, texts,
 * whole numbers, truth values, times, lists, sets and maps. It needs none of the 700 classes of a
 * general mapper. Unknown fields are ignored, missing ones are empty. Thread-safe.
 */
public final class Payload {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Payload() {}

  /** The canonical bytes of a value: fields in their order, keys of maps sorted, no white space. */
  public static byte[] bytes(@Nullable Object value) {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      new PayloadWriter(generator).write(value);
    }
    return out.toByteArray();
  }

  /** SHA-256 over the canonical bytes, as 64 hexadecimal digits. */
  public static String digest(@Nullable Object value) {
    return sha256(bytes(value));
  }

  /** SHA-256 of text in UTF-8, as 64 hexadecimal digits. */
  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 as 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when the bytes are no JSON, or not of that type
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    return value(tree(bytes), type);
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException when the bytes are no JSON, or not of that type
   */
  public static <T> List<T> readList(byte[] bytes, Class<T> type) {
    Object tree = tree(bytes);
    if (!(tree instanceof List<?> list)) {
      throw PayloadReader.misfit(tree, List.class);
    }
    return list.stream().map(one -> value(one, type)).toList();
  }

  /**
   * Reads a map from text to values.
   *
   * @throws IllegalArgumentException when the bytes are no JSON, or not of that type
   */
  public static <T> Map<String, T> readMap(byte[] bytes, Class<T> type) {
    Object tree = tree(bytes);
    if (!(tree instanceof Map<?, ?> map)) {
      throw PayloadReader.misfit(tree, Map.class);
    }
    var values = new LinkedHashMap<String, T>();
    map.forEach((key, one) -> values.put((String) key, value(one, type)));
    return values;
  }

  /** A value of a tree that {@link #tree} read. */
  public static <T> T value(@Nullable Object tree, Class<T> type) {
    Object value = PayloadReader.bind(tree, type);
    if (value == null) {
      throw PayloadReader.misfit(tree, type);
    }
    return type.cast(value);
  }

  /**
   * Reads whatever is there: maps (which are written again in the order that they have), lists,
   * texts, numbers (Long, Double), truth values, nulls.
   *
   * @throws IllegalArgumentException when the bytes are no JSON
   */
  public static @Nullable Object tree(byte[] bytes) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("there is nothing to read");
      }
      Object tree = PayloadReader.tree(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the value");
      }
      return tree;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}

package io.kitward.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads payloads: first whatever is there, then what it means. */
final class PayloadReader {

  /** How a record is made. */
  private record Plan(Constructor<?> constructor, List<String> names, List<Type> types) {}

  /** An object as it was read: written again, its fields keep their order. */
  static final class AsRead extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;
  }

  private static final Map<Class<?>, Plan> PLANS = new ConcurrentHashMap<>();
  private static final Map<Class<?>, Object> ABSENT =
      Map.of(boolean.class, false, int.class, 0, long.class, 0L, double.class, 0.0);

  private PayloadReader() {}

  /** The value at which the parser stands; it stands at its last token afterwards. */
  static @Nullable Object tree(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        var map = new AsRead();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, tree(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(tree(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalArgumentException("unexpected " + token);
    };
  }

  /** What a tree means as a type; null stays null, and a number or truth value that is missing. */
  static @Nullable Object bind(@Nullable Object tree, Type type) {
    if (type instanceof ParameterizedType several) {
      return tree == null ? null : container(tree, several);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no payload has a " + type.getTypeName());
    }
    if (tree == null) {
      return ABSENT.get(plain);
    }
    if (plain.isRecord()) {
      return make(map(tree, plain), plain);
    }
    if (plain.isEnum()) {
      return constant(text(tree, plain), plain);
    }
    return simple(tree, plain);
  }

  private static Object simple(Object tree, Class<?> type) {
    try {
      if (type == Object.class) {
        return tree;
      } else if (type == String.class) {
        return text(tree, type);
      } else if (type == boolean.class || type == Boolean.class) {
        return as(Boolean.class, tree, type);
      } else if (type == long.class || type == Long.class) {
        return as(Long.class, tree, type);
      } else if (type == int.class || type == Integer.class) {
        return Math.toIntExact(as(Long.class, tree, type));
      } else if (type == double.class || type == Double.class) {
        return as(Number.class, tree, type).doubleValue();
      } else if (type == Instant.class) {
        return Instant.parse(text(tree, type));
      } else if (type == Duration.class) {
        return Duration.parse(text(tree, type));
      } else if (type == UUID.class) {
        return UUID.fromString(text(tree, type));
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("unreadable " + type.getSimpleName(), e);
    }
    JsonSubTypes named = type.getAnnotation(JsonSubTypes.class);
    if (named != null) {
      Map<?, ?> fields = map(tree, type);
      for (JsonSubTypes.Type one : named.value()) {
        if (one.name().equals(fields.get("type"))) {
          return make(fields, one.value());
        }
      }
    }
    throw misfit(tree, type);
  }

  private static Object container(Object tree, ParameterizedType type) {
    Type raw = type.getRawType();
    Type[] of = type.getActualTypeArguments();
    if (raw == Map.class || raw == SortedMap.class) {
      Map<String, @Nullable Object> values =
          raw == Map.class ? new LinkedHashMap<>() : new TreeMap<>();
      for (Map.Entry<?, ?> entry : map(tree, Map.class).entrySet()) {
        values.put((String) entry.getKey(), bind(entry.getValue(), of[1]));
      }
      return values;
    }
    Collection<@Nullable Object> values;
    if (raw == List.class || raw == Collection.class) {
      values = new ArrayList<>();
    } else if (raw == Set.class) {
      values = new LinkedHashSet<>();
    } else if (raw == SortedSet.class) {
      values = new TreeSet<>();
    } else {
      throw new IllegalArgumentException("no payload has a " + type.getTypeName());
    }
    for (Object one : (List<?>) as(List.class, tree, List.class)) {
      values.add(bind(one, of[0]));
    }
    return values;
  }

  private static Object make(Map<?, ?> fields, Class<?> type) {
    Plan plan = PLANS.computeIfAbsent(type, PayloadReader::plan);
    var arguments = new @Nullable Object[plan.names.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = bind(fields.get(plan.names.get(i)), plan.types.get(i));
    }
    try {
      return plan.constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "no " + type.getSimpleName() + ": " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot make " + type, e);
    }
  }

  private static Plan plan(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true); // also records that a class keeps to itself
      return new Plan(
          constructor,
          Arrays.stream(components).map(RecordComponent::getName).toList(),
          Arrays.stream(components).map(RecordComponent::getGenericType).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its own constructor", e);
    }
  }

  private static Object constant(String word, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equals(word)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("there is no " + type.getSimpleName() + " " + word);
  }

  private static Map<?, ?> map(Object tree, Class<?> type) {
    return as(Map.class, tree, type);
  }

  private static String text(Object tree, Class<?> type) {
    return as(String.class, tree, type);
  }

  /** A tree as what it must be. */
  private static <T> T as(Class<T> kind, Object tree, Class<?> type) {
    if (!kind.isInstance(tree)) {
      throw misfit(tree, type);
    }
    return kind.cast(tree);
  }

  static IllegalArgumentException misfit(@Nullable Object tree, Class<?> type) {
    String what = tree == null ? "nothing" : tree.getClass().getSimpleName();
    return new IllegalArgumentException(type.getSimpleName() + " cannot be read from " + what);
  }
}

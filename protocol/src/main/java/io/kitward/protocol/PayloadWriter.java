package io.kitward.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes one payload. */
final class PayloadWriter {

  /** A field of a record and how to get at it. */
  private record Field(String name, Method accessor) {}

  /** How a record is written: its name among the subtypes of an interface (else empty), fields. */
  private record Plan(String subtype, List<Field> fields) {}

  private static final Map<Class<?>, Plan> PLANS = new ConcurrentHashMap<>();

  private final JsonGenerator out;

  PayloadWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(@Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Enum<?> constant -> out.writeString(constant.toString());
      case Instant at -> out.writeString(at.toString());
      case Duration time -> out.writeString(time.toString());
      case UUID id -> out.writeString(id.toString());
      case Collection<?> several -> {
        out.writeStartArray();
        for (Object one : several) {
          write(one);
        }
        out.writeEndArray();
      }
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : ordered(map).entrySet()) {
          out.writeName(entry.getKey().toString());
          write(entry.getValue());
        }
        out.writeEndObject();
      }
      case Record fields -> write(fields);
      default -> throw new IllegalArgumentException("no payload has a " + value.getClass());
    }
  }

  private static Map<?, ?> ordered(Map<?, ?> map) {
    if (map instanceof PayloadReader.AsRead) {
      return map;
    }
    var sorted = new TreeMap<String, @Nullable Object>();
    map.forEach((key, one) -> sorted.put(key.toString(), one));
    return sorted;
  }

  private void write(Record value) {
    Plan plan = PLANS.computeIfAbsent(value.getClass(), PayloadWriter::plan);
    out.writeStartObject();
    if (!plan.subtype.isEmpty()) {
      out.writeName("type");
      out.writeString(plan.subtype);
    }
    for (Field field : plan.fields) {
      out.writeName(field.name);
      write(get(field.accessor, value));
    }
    out.writeEndObject();
  }

  private static @Nullable Object get(Method accessor, Record value) {
    try {
      return accessor.invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException("cannot read " + accessor, e);
    }
  }

  private static Plan plan(Class<?> type) {
    List<Field> fields =
        Arrays.stream(type.getRecordComponents()).map(PayloadWriter::field).toList();
    for (Class<?> parent : type.getInterfaces()) {
      JsonSubTypes named = parent.getAnnotation(JsonSubTypes.class);
      if (named != null) {
        for (JsonSubTypes.Type one : named.value()) {
          if (one.value() == type) {
            return new Plan(one.name(), fields);
          }
        }
      }
    }
    return new Plan("", fields);
  }

  private static Field field(RecordComponent component) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true); // also records that a class keeps to itself
    return new Field(component.getName(), accessor);
  }
}

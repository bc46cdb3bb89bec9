package io.kitward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small codec beside the general mapper: the same bytes, and the same values from them. */
class PayloadTest {

  private static final int ROUNDS = 200;

  @ParameterizedTest
  @ValueSource(classes = {InstanceDesired.class, InstanceObserved.class, NodeEvent.class})
  void writesTheBytesOfTheGeneralMapperAndReadsTheValueBack(Class<?> type) throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Object value = any(type, new Random(seed));

      byte[] bytes = Payload.bytes(value);

      assertThat(new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(new String(Json.bytes(value), StandardCharsets.UTF_8));
      assertThat((Object) Payload.read(bytes, type)).isEqualTo(value);
      assertThat(Payload.bytes(Payload.tree(bytes))).isEqualTo(bytes);
      assertThat((Object) Json.MAPPER.readValue(bytes, type)).isEqualTo(value);
    }
  }

  @Test
  void everyKindOfCheckIsReadAsWhatItWas() throws Exception {
    for (Class<?> kind : Check.class.getPermittedSubclasses()) {
      Object check = any(kind, new Random(1));
      byte[] bytes = Payload.bytes(List.of(check));

      assertThat(Payload.readList(bytes, Check.class)).isEqualTo(List.of(check));
    }
  }

  @Test
  void whatAnOlderConnectorSaysOfItsToolsIsRead() throws Exception {
    byte[] discovery =
        "{\"relation\":\"RIVAL\",\"lines\":[\"x\"]}".getBytes(StandardCharsets.UTF_8);
    assertThat(Json.MAPPER.readValue(discovery, InstanceObserved.Discovery.class))
        .isEqualTo(Payload.read(discovery, InstanceObserved.Discovery.class))
        .isEqualTo(new InstanceObserved.Discovery(InstanceObserved.Relation.RIVAL, List.of("x")));

    byte[] tool =
        "{\"service\":\"a\",\"relation\":\"FOREIGN\",\"packages\":{},\"units\":{},\"notes\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Payload.read(tool, FoundTool.class))
        .isEqualTo(new FoundTool("a", FoundTool.Relation.FOREIGN, Map.of(), Map.of(), List.of()));
  }

  @Test
  void unknownFieldsAreIgnoredAndMissingOnesAreEmpty() {
    byte[] bytes = "{\"epoch\":3,\"later\":{\"x\":[1,null]}}".getBytes(StandardCharsets.UTF_8);

    DesiredState read = Payload.read(bytes, DesiredState.class);

    assertThat(read.epoch()).isEqualTo(3);
    assertThat(read.generation()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1,", "nothing", "{}x", "{\"epoch\":\"x\"}", "{\"epoch\":1.5}", "[]"})
  void whatIsNoDesiredStateIsRefused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Payload.read(bytes, DesiredState.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mapsAreSortedAndReadBack() {
    Map<String, String> map = new TreeMap<>(Map.of("b", "2", "a", "\"\\\n€", "aa", ""));

    byte[] bytes = Payload.bytes(map);

    assertThat(bytes).isEqualTo(Json.bytes(map));
    assertThat(Payload.readMap(bytes, String.class)).isEqualTo(map);
  }

  private static Object any(Type type, Random random) throws Exception {
    if (type instanceof ParameterizedType several) {
      Type[] of = several.getActualTypeArguments();
      if (several.getRawType() == Map.class) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          map.put(text(random), any(of[1], random));
        }
        return map;
      }
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        list.add(any(of[0], random));
      }
      return list;
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return text(random);
    } else if (plain == int.class) {
      return 1 + random.nextInt(1000);
    } else if (plain == long.class) {
      return random.nextLong();
    } else if (plain == boolean.class) {
      return random.nextBoolean();
    } else if (plain == Instant.class) {
      return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    } else if (plain == Duration.class) {
      return Duration.ofMillis(random.nextInt(1_000_000_000));
    } else if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    } else if (plain.isSealed()) {
      Class<?>[] kinds = plain.getPermittedSubclasses();
      return any(kinds[random.nextInt(kinds.length)], random);
    }
    RecordComponent[] components = plain.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = any(components[i].getGenericType(), random);
    }
    Constructor<?> constructor =
        plain.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return constructor.newInstance(arguments);
  }

  private static String text(Random random) {
    List<String> texts = List.of("", "a", "/etc/x y", "\"quoted\"\\", "ü€😀", "\u0001\n\t", "0644");
    return texts.get(random.nextInt(texts.size()));
  }
}

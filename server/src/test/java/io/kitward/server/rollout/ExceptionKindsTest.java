package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionKindsTest {

  @Test
  void documentsNameEveryKindThatThereIs() throws IllegalAccessException {
    List<String> kinds = new ArrayList<>();
    for (var field : ExceptionTable.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        kinds.add((String) field.get(null));
      }
    }
    assertThat(Arrays.stream(BackendDocument.ExceptionKind.values()).map(it -> it.word()))
        .containsExactlyInAnyOrderElementsOf(kinds);
  }
}

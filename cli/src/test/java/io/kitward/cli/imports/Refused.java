package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a reader says when it refuses: its sentence, then each fault. */
final class Refused {

  private Refused() {}

  static List<String> words(ThrowingCallable reading) {
    ImportException refusal = catchThrowableOfType(ImportException.class, reading);
    if (refusal == null) {
      return List.of();
    }
    var words = new ArrayList<String>();
    words.add(refusal.code() + ": " + refusal.getMessage());
    words.addAll(refusal.lines());
    return words;
  }
}

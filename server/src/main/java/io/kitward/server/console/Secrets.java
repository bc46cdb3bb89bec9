package io.kitward.server.console;

import java.util.Base64;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Unguessable texts of 256 bits, as long as the randomness handed in is unpredictable. */
record Secrets(RandomGenerator random) implements Supplier<String> {
  @Override
  public String get() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package io.kitward.policy.tags;

import java.util.List;

/**
 * A key whose value cannot be decided: sources that are as strong as each other differ on a single
 * key, or a rule that derives it reads such a key. What depends on the key stays as it was.
 */
public record TagConflict(String key, List<String> values, List<String> sources, String message) {
  public TagConflict {
    values = List.copyOf(values);
    sources = List.copyOf(sources);
  }
}

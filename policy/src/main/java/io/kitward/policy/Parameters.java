package io.kitward.policy;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Parameter values by service and name, copied so that nobody can change them. */
final class Parameters {
  private Parameters() {}

  static NavigableMap<String, NavigableMap<String, ParameterValue>> copy(
      NavigableMap<String, NavigableMap<String, ParameterValue>> parameters) {
    NavigableMap<String, NavigableMap<String, ParameterValue>> copy = new TreeMap<>();
    parameters.forEach((service, values) -> copy.put(service, copyValues(values)));
    return Collections.unmodifiableNavigableMap(copy);
  }

  static NavigableMap<String, ParameterValue> copyValues(
      NavigableMap<String, ParameterValue> values) {
    return Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }
}

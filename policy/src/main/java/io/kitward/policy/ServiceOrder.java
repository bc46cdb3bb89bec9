package io.kitward.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The order of services, as their documents say it. */
final class ServiceOrder {
  private ServiceOrder() {}

  /** That a service comes after itself, with the way there; empty when it does not. */
  static Optional<String> circle(ServiceDocument service, DocumentSet documents) {
    Map<String, String> reachedFrom = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(service.name());
    while (!open.isEmpty()) {
      String from = open.remove();
      List<String> after = documents.service(from).map(ServiceDocument::after).orElse(List.of());
      for (String to : after) {
        if (to.equals(service.name())) {
          return Optional.of("leads back to the service itself: " + way(reachedFrom, from, to));
        }
        if (reachedFrom.putIfAbsent(to, from) == null) {
          open.add(to);
        }
      }
    }
    return Optional.empty();
  }

  private static String way(Map<String, String> reachedFrom, String last, String start) {
    Deque<String> way = new ArrayDeque<>();
    way.push(start);
    @Nullable String at = last;
    while (at != null && !at.equals(start)) {
      way.push(at);
      at = reachedFrom.get(at);
    }
    way.push(start);
    return String.join(" after ", way);
  }
}

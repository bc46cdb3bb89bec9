package io.kitward.server.api.port;

import java.util.List;
import java.util.Map;

/** The consoles, and what Prometheus discovers through us. */
public interface Backends {

  /** Sorted by name. */
  List<BackendView> list();

  /** The targets of one backend, or why there is no answer. */
  Discovery discover(String backend);

  /** An answer for a console that discovers. */
  sealed interface Discovery {

    /** The certain list, which may be empty. */
    record Targets(List<TargetGroup> groups) implements Discovery {}

    /** Still loading, or not certain: nobody must take this for an empty list. */
    record Unsure(String reason) implements Discovery {}

    record Unknown() implements Discovery {}
  }

  /** In Prometheus' own form: addresses with the labels that they share. */
  record TargetGroup(List<String> targets, Map<String, String> labels) {}
}

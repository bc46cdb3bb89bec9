package io.kitward.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Instances of one node that cannot stand beside each other. */
final class InstanceConflicts {
  private InstanceConflicts() {}

  static List<Conflict> of(List<DesiredInstance> instances) {
    List<Conflict> conflicts = new ArrayList<>(paths(instances));
    conflicts.addAll(excluded(instances));
    return conflicts;
  }

  /** One conflict for each of two services of which one must not be beside the other. */
  private static List<Conflict> excluded(List<DesiredInstance> instances) {
    Map<String, DesiredInstance> byService = new HashMap<>();
    instances.forEach(instance -> byService.put(instance.service(), instance));
    List<Conflict> conflicts = new ArrayList<>();
    for (DesiredInstance instance : instances) {
      for (String other : instance.conflicts().services()) {
        if (byService.containsKey(other)) {
          List<String> parties = List.of(instance.service(), other);
          String message =
              "the service "
                  + instance.service()
                  + " must not be beside "
                  + other
                  + ", and both are wanted; take one of them away by a policy";
          parties.forEach(
              service ->
                  conflicts.add(
                      new Conflict(service, Conflict.Reason.EXCLUDED, other, parties, message)));
        }
      }
    }
    return conflicts;
  }

  /**
   * Conflicts of instances that write one path, one for each of them; without those instances the
   * rest stays. Blocks stand side by side in one file.
   */
  private static List<Conflict> paths(List<DesiredInstance> instances) {
    NavigableMap<String, List<String>> writers = new TreeMap<>();
    Set<String> wholes = new HashSet<>();
    for (DesiredInstance instance : instances) {
      for (DesiredFile file : instance.files()) {
        writers.computeIfAbsent(file.path(), ignored -> new ArrayList<>()).add(instance.service());
        if (file.insertAfter() == null) {
          wholes.add(file.path());
        }
      }
    }
    List<Conflict> conflicts = new ArrayList<>();
    writers.forEach(
        (path, services) -> {
          if (services.size() > 1 && wholes.contains(path)) {
            String message =
                "the services " + String.join(" and ", services) + " both write " + path;
            services.forEach(
                service ->
                    conflicts.add(
                        new Conflict(service, Conflict.Reason.SAME_PATH, path, services, message)));
          }
        });
    return conflicts;
  }
}

package io.kitward.policy.plan;

import io.kitward.policy.Conflict;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.DesiredNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One node's difference in full. */
public record NodeDetail(String certname, List<Instance> instances) {
  public NodeDetail {
    instances = List.copyOf(instances);
  }

  /**
   * One service.
   *
   * @param parts what differs, by part; for an added one all of it, for a removed one nothing
   * @param conflicts why it is undecided afterwards
   */
  public record Instance(
      InstanceDifference difference, List<PartDiff> parts, List<Conflict> conflicts) {
    public Instance {
      parts = List.copyOf(parts);
      conflicts = List.copyOf(conflicts);
    }
  }

  static NodeDetail of(
      String certname,
      List<InstanceDifference> differences,
      DesiredNode before,
      DesiredNode after) {
    List<Instance> instances = new ArrayList<>();
    for (InstanceDifference difference : differences) {
      String service = difference.service();
      instances.add(
          new Instance(
              difference,
              parts(before.instance(service), after.instance(service)),
              after.conflicts().stream()
                  .filter(
                      it ->
                          it.service().equals(service)
                              || (it.service().isEmpty() && after.inConflict(service)))
                  .toList()));
    }
    return new NodeDetail(certname, instances);
  }

  private static List<PartDiff> parts(
      Optional<DesiredInstance> before, Optional<DesiredInstance> after) {
    if (after.isEmpty()) {
      return List.of();
    }
    NavigableMap<String, String> old = before.map(InstanceText::of).orElseGet(TreeMap::new);
    NavigableMap<String, String> young = InstanceText.of(after.get());
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(young.keySet());
    List<PartDiff> parts = new ArrayList<>();
    for (String name : names) {
      String was = old.getOrDefault(name, "");
      String will = young.getOrDefault(name, "");
      if (!was.equals(will)) {
        parts.add(PartDiff.of(name, was, will));
      }
    }
    return parts;
  }
}

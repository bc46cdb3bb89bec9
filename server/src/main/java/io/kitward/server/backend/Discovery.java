package io.kitward.server.backend;

import io.kitward.selector.Tag;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The targets that Prometheus discovers, with a node's tags as labels. Pure. */
public final class Discovery {

  /** An address with its labels, in Prometheus' own form. */
  public record TargetGroup(List<String> targets, Map<String, String> labels) {}

  private Discovery() {}

  /**
   * One instance as a target.
   *
   * @param fields what the service's document says for Prometheus: {@code port}, and optionally
   *     {@code path} and {@code scheme}
   */
  public static TargetGroup target(
      UUID instance, String certname, String service, List<Tag> tags, Map<String, String> fields) {
    var labels = new TreeMap<String, String>();
    labels.putAll(tagLabels(tags));
    labels.put("certname", certname);
    labels.put("instance", certname);
    labels.put("service", service);
    labels.put("kitward_id", instance.toString());
    if (fields.containsKey("path")) {
      labels.put("__metrics_path__", fields.get("path"));
    }
    if (fields.containsKey("scheme")) {
      labels.put("__scheme__", fields.get("scheme"));
    }
    return new TargetGroup(List.of(certname + ":" + fields.getOrDefault("port", "80")), labels);
  }

  /**
   * Tags as labels: {@code tag_} and the key with every other character as {@code _}, a bare tag is
   * {@code true}, several values are joined by a comma.
   */
  static SortedMap<String, String> tagLabels(List<Tag> tags) {
    var values = new TreeMap<String, SortedSet<String>>();
    for (Tag tag : tags) {
      values
          .computeIfAbsent(
              "tag_" + tag.key().replaceAll("[^A-Za-z0-9_]", "_"), _ -> new TreeSet<>())
          .add(tag.value().isEmpty() ? "true" : tag.value());
    }
    var labels = new TreeMap<String, String>();
    values.forEach((name, all) -> labels.put(name, String.join(",", all)));
    return labels;
  }
}

package io.kitward.server.console.view;

import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.InstanceView.StateHash;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance as a row: its lights in the fixed order, and the first gap in words.
 *
 * @param wrong the message of the first condition that is not true; empty when there is none
 * @param gap the type of that condition; empty when there is none
 * @param waiting what it waits for; empty when it waits for nothing
 * @param unproven whether it is ok without a console that could prove it
 * @param states how wanted, released and observed stand to each other, in one sentence
 */
public record InstanceRow(
    String id,
    String node,
    String service,
    PhaseMark phase,
    When since,
    List<Light> lights,
    String gap,
    String wrong,
    String waiting,
    boolean unproven,
    List<Link> because,
    List<Parameter> parameters,
    String states,
    String wanted,
    String released,
    String observed) {

  /** A value with where it came from. */
  public record Parameter(String leaf, String value, Link origin) {}

  public static InstanceRow of(InstanceView instance, Instant now) {
    List<Light> lights =
        instance.conditions().stream().map(condition -> Light.of(condition, now)).toList();
    Optional<Light> first =
        instance.phase() == Phase.OK
            ? Optional.empty()
            : firstGap(lights)
                .filter(gap -> gap.tone() == Tone.BAD || instance.waiting().isEmpty());
    return new InstanceRow(
        Names.id("i", instance.node() + "/" + instance.service()),
        instance.node(),
        instance.service(),
        new PhaseMark(instance.phase()),
        When.of(instance.phaseSince(), now),
        lights,
        first.map(Light::type).orElse(""),
        first.map(light -> light.message().isEmpty() ? light.reason() : light.message()).orElse(""),
        instance.waiting(),
        instance.phase() == Phase.OK && lacksProof(lights),
        instance.because().stream().map(Link::toDocument).toList(),
        instance.parameters().stream()
            .map(p -> new Parameter(p.leaf(), p.value(), Link.toDocument(p.origin())))
            .toList(),
        states(instance.wanted(), instance.released(), instance.observed()),
        shortHash(instance.wanted()),
        shortHash(instance.released()),
        shortHash(instance.observed()));
  }

  /** What stands before the sentence that says why it does not go on. */
  public String waitingWord() {
    return phase.phase() == Phase.BLOCKED ? "Blocked" : "Waiting";
  }

  public String nodeHref() {
    return Names.nodeHref(node);
  }

  public String whyHref() {
    return nodeHref() + "/i/" + Names.encode(service) + "/why";
  }

  public String shortNode() {
    return Names.middle(node);
  }

  /** What is wrong comes before what is only unknown: the cause before what follows from it. */
  private static Optional<Light> firstGap(List<Light> lights) {
    return lights.stream()
        .filter(light -> light.gap() && light.tone() == Tone.BAD)
        .findFirst()
        .or(() -> lights.stream().filter(Light::gap).findFirst());
  }

  private static boolean lacksProof(List<Light> lights) {
    return lights.stream()
        .anyMatch(light -> light.type().equals("Proven") && light.symbol().equals("light-none"));
  }

  static String states(
      @Nullable StateHash wanted, @Nullable StateHash released, @Nullable StateHash observed) {
    if (wanted == null) {
      return released == null
          ? "no policy wants it any more"
          : "no policy wants it any more; its removal is not released yet";
    }
    if (released == null) {
      return "wanted, not released to the node yet";
    }
    if (!wanted.equals(released)) {
      return "a newer wish is not released to the node yet";
    }
    if (observed == null) {
      return "released, the node has not reported yet";
    }
    return observed.equals(released)
        ? "the node carries out what policy wants"
        : "released, not carried out in full yet";
  }

  private static String shortHash(@Nullable StateHash state) {
    return state == null ? "none" : state.hash().substring(0, Math.min(12, state.hash().length()));
  }
}

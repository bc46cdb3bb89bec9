package io.kitward.policy.counterfactual;

import static io.kitward.policy.Texts.inline;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Texts;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CounterfactualTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String SERVICE = inline("Service", "tool", "");

  @Test
  void theSmallestChangeComesFirstAndNamesWhoMayMakeIt() {
    WouldGet answer =
        wouldGet(
            SERVICE
                + require("a", "database and environment = production")
                + require("b", "role = db and tier = 1 and zone")
                + inline(
                    "TagKey", "environment", "values: [production, test], sources: [puppet, cert]"),
            "database");
    assertThat(answer.complete()).isTrue();
    assertThat(answer.ways().stream().map(CounterfactualTest::text))
        .containsExactly("+environment=production [puppet, cert]", "+role=db +tier=1 +zone");
    assertThat(answer.ways().getFirst().policies()).containsExactly("a");
  }

  @Test
  void aForbidThatStandsInTheWayIsNamedAndGoneAround() {
    WouldGet answer =
        wouldGet(
            SERVICE + require("a", "database") + forbid("no", "container or quarantined"),
            "container");
    assertThat(answer.ways().stream().map(CounterfactualTest::text))
        .containsExactly("-container +database");
    assertThat(answer.inTheWay().stream().map(it -> it.because().name())).containsExactly("no");
    WouldGet never = wouldGet(SERVICE + require("a", "database") + forbid("no", "all"));
    assertThat(never.ways()).isEmpty();
    assertThat(never.inTheWay()).hasSize(1);
    assertThat(never.complete()).isTrue();
  }

  @Test
  void whatOnlyFactsDecideCannotBeBroughtAboutByTags() {
    WouldGet answer =
        wouldGet(
            SERVICE + require("a", "facts.os.family = Alpine") + require("b", "certname = other"));
    assertThat(answer.ways()).isEmpty();
    assertThat(wouldGet(SERVICE + require("a", "facts.os.family = Debian and x")).ways())
        .hasSize(1);
  }

  @Test
  void noValueIsProposedThatTheKeyDoesNotAllow() {
    String key = inline("TagKey", "environment", "values: [test, 'eu-*']");
    assertThat(wouldGet(SERVICE + key + require("a", "environment = production")).ways()).isEmpty();
    assertThat(texts(wouldGet(SERVICE + key + require("a", "environment"))))
        .containsExactly("+environment=eu-1", "+environment=test");
    assertThat(texts(wouldGet(SERVICE + require("a", "cores > 7")))).containsExactly("+cores=8");
    assertThat(texts(wouldGet(SERVICE + require("a", "name like \"db-*\""))))
        .containsExactly("+name=db-1");
    String ruled = inline("TagKey", "os", "sources: ['rule/*']");
    assertThat(wouldGet(SERVICE + ruled + require("a", "os = debian")).ways()).isEmpty();
  }

  @Test
  void aSingleKeyIsReplacedOnlyWhereThatIsNeeded() {
    String key = inline("TagKey", "site", "cardinality: single, sources: [cert, node]");
    String policy = require("a", "site = fra");
    assertThat(texts(wouldGet(SERVICE + key + policy, "site=ams")))
        .containsExactly("+site=fra [cert, node]");
    assertThat(
            texts(wouldGet(SERVICE + key.replace("[cert, node]", "[node]") + policy, "site=ams")))
        .containsExactly("-site=ams +site=fra [node]");
  }

  @Test
  void whatIsWantedAlreadyNeedsNothing() {
    assertThat(wouldGet(SERVICE + require("a", "x"), "x").already()).isTrue();
    assertThat(wouldGet(SERVICE, "x").ways()).isEmpty();
  }

  @Test
  void theSearchIsBoundedAndSaysSo() {
    StringBuilder either = new StringBuilder("z0");
    IntStream.range(0, 14).forEach(i -> either.append(" and (x" + i + " or y" + i + ")"));
    WouldGet answer = wouldGet(SERVICE + require("a", either.toString()));
    assertThat(answer.complete()).isFalse();
    assertThat(answer.ways()).isNotEmpty();
  }

  private static List<String> texts(WouldGet answer) {
    return answer.ways().stream().map(CounterfactualTest::text).toList();
  }

  private static String text(Way way) {
    return String.join(
        " ",
        way.changes().stream()
            .map(
                change ->
                    switch (change) {
                      case TagChange.Add add ->
                          "+" + add.tag() + (add.sources().isEmpty() ? "" : " " + add.sources());
                      case TagChange.Remove remove -> "-" + remove.tag();
                    })
            .toList());
  }

  private static WouldGet wouldGet(String documents, String... tags) {
    return Counterfactual.wouldGet(
        Resolution.of(Texts.set(documents), new Site("https://k", "PEM\n")),
        "n",
        Stream.of(tags).map(tag -> new SourcedTag(Tag.parse(tag), "node")).toList(),
        Map.of("os.family", "Debian"),
        "tool",
        NOW);
  }

  private static String require(String name, String selector) {
    return inline(
        "Policy", name, "selector: '" + selector + "', effect: require, services: [tool]");
  }

  private static String forbid(String name, String selector) {
    return inline("Policy", name, "selector: '" + selector + "', effect: forbid, services: [tool]");
  }
}

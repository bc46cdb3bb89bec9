package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Kind;
import org.junit.jupiter.api.Test;

class DocumentUsesTest {
  private static final DocumentSet DOCUMENTS =
      DocumentSet.ofParsed(
          Documents.parse(
                  "",
                  """
                  apiVersion: kitward/v1
                  kind: Service
                  metadata: {name: tool}
                  spec: {}
                  ---
                  apiVersion: kitward/v1
                  kind: Bundle
                  metadata: {name: baseline}
                  spec: {services: [tool]}
                  ---
                  apiVersion: kitward/v1
                  kind: Policy
                  metadata: {name: by-bundle}
                  spec: {selector: role = web, effect: require, bundles: [baseline]}
                  ---
                  apiVersion: kitward/v1
                  kind: Policy
                  metadata: {name: both}
                  spec: {selector: all, effect: require, bundles: [baseline], services: [tool]}
                  ---
                  apiVersion: kitward/v1
                  kind: Policy
                  metadata: {name: never}
                  spec: {selector: "not role", effect: forbid, services: [tool]}
                  ---
                  apiVersion: kitward/v1
                  kind: Group
                  metadata: {name: webs}
                  spec: {selector: role = web}
                  """)
              .documents());

  @Test
  void aServiceIsNamedByBundlesAndByThePoliciesThatBringThem() {
    assertThat(DocumentUses.of(DOCUMENTS, Kind.SERVICE, "tool"))
        .extracting(use -> use.how() + " " + use.name())
        .containsExactly(
            "contains baseline", "requires both", "requires by-bundle", "forbids never");
    assertThat(DocumentUses.of(DOCUMENTS, Kind.SERVICE, "other")).isEmpty();
  }

  @Test
  void aPolicyCountsOnceHoweverItBringsAService() {
    assertThat(DocumentUses.policiesByService(DOCUMENTS)).containsOnlyKeys("tool");
    assertThat(DocumentUses.policiesByService(DOCUMENTS).get("tool")).isEqualTo(2);
  }

  @Test
  void aTagKeyIsReadByWhoeverAsksForIt() {
    assertThat(DocumentUses.of(DOCUMENTS, Kind.TAG_KEY, "role"))
        .extracting(DocumentUses.Use::name)
        .containsExactly("by-bundle", "never", "webs");
    assertThat(DocumentUses.of(DOCUMENTS, Kind.BUNDLE, "baseline"))
        .extracting(DocumentUses.Use::name)
        .containsExactly("both", "by-bundle");
  }
}

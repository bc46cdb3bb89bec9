package io.kitward.policy.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.policy.DesiredNode;
import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.NodeView;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Texts;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TagsReportTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String DOCUMENTS =
      """
      {apiVersion: kitward/v1, kind: Service, metadata: {name: s}, spec: {files: [{path: /etc/s, format: plain, template: "{{tags.environment}}"}]}}
      ---
      {apiVersion: kitward/v1, kind: Policy, metadata: {name: live}, spec: {selector: 'environment and group:g', effect: require, services: [s]}}
      ---
      {apiVersion: kitward/v1, kind: Policy, metadata: {name: dead}, spec: {selector: 'enviroment = x', effect: require, services: [s]}}
      ---
      {apiVersion: kitward/v1, kind: Group, metadata: {name: g}, spec: {selector: 'role != web'}}
      ---
      {apiVersion: kitward/v1, kind: TagKey, metadata: {name: environment}, spec: {values: [production, Production, prodution]}}
      ---
      {apiVersion: kitward/v1, kind: TagRule, metadata: {name: r}, spec: {selector: 'environment = production', tags: [guarded]}}
      """;

  @Test
  void aFleetsTagsAreReportedWithWhatCouldBeCleaned() {
    TagsReport report =
        TagsReport.of(
            Texts.set(DOCUMENTS),
            List.of(
                node("a", "environment=production", "role=db", "db1", "Environment=x"),
                node("b", "environment=prodution", "role=db", "db2"),
                node("c", "environment=production", "old")),
            NOW.minusSeconds(60),
            PolicyMatcher::inTurn);
    assertThat(report.unused())
        .containsExactly(
            new TagsReport.Unused("enviroment", List.of("Policy dead"), "Environment"));
    assertThat(report.unread().stream().map(it -> it.key() + " " + it.nodes()))
        .containsExactly("Environment 1", "db1 1", "db2 1", "old 1");
    assertThat(report.nearKeys())
        .containsExactly(new TagsReport.Near("", "Environment", 1, "environment", 3));
    assertThat(report.nearValues())
        .containsExactly(new TagsReport.Near("environment", "production", 2, "prodution", 1));
    assertThat(report.silent())
        .containsExactly(new TagsReport.Silent("puppet", 1, NOW.minusSeconds(100), List.of("a")));
    assertThat(report.matchNothing()).containsExactly("dead");
  }

  @Test
  void wordsThatDifferInDigitsOrAreShortAreNotNear() {
    assertThat(NearDuplicates.among(Set.of("db1", "db2", "web", "wed", "server-01", "server-02")))
        .isEmpty();
    assertThat(NearDuplicates.among(Set.of("data_base", "Database", "databse", "other")))
        .containsExactly(
            new NearDuplicates.Pair("Database", "data_base"),
            new NearDuplicates.Pair("Database", "databse"),
            new NearDuplicates.Pair("data_base", "databse"));
  }

  @Test
  void aRenamedKeyIsRenamedEverywhereAndReinstallsNothing() {
    DocumentSet documents = Texts.set(DOCUMENTS);
    KeyRename rename = KeyRename.of(documents, "environment", "example.org/env");
    List<Document> changed = rename.changed(documents);
    assertThat(changed.stream().map(it -> it.kind().word() + " " + it.name()))
        .containsExactly("Service s", "Policy live", "TagKey environment", "TagRule r");
    assertThat(changed.get(1).canonicalJson()).contains("example.org/env and group:g");
    DocumentSet after = documents.with(changed.stream().map(ParsedDocument::of).toList());
    assertThat(after.validate()).isEmpty();
    TaggedNode node = node("a", "environment=production", "role=db");
    Site site = new Site("https://kitward.lab:8443", "PEM\n");
    DesiredNode was =
        Resolution.resolve(new NodeView("a", node.tags(), Map.of()), documents, site, NOW);
    DesiredNode will =
        Resolution.resolve(new NodeView("a", rename.tags(node.tags()), Map.of()), after, site, NOW);
    assertThat(was.instances()).hasSize(1);
    assertThat(will.instances().getFirst().hash()).isEqualTo(was.instances().getFirst().hash());
  }

  @Test
  void renamingOntoAKeyInUseIsRefused() {
    assertThatThrownBy(() -> KeyRename.of(Texts.set(DOCUMENTS), "environment", "role"))
        .hasMessageContaining("in use already, by [Group g]");
    assertThatThrownBy(() -> KeyRename.of(Texts.set(DOCUMENTS), "environment", "a b"))
        .isInstanceOf(RuntimeException.class);
  }

  private static TaggedNode node(String certname, String... tags) {
    Instant heard = certname.equals("a") ? NOW.minusSeconds(100) : NOW;
    return new TaggedNode(
        certname,
        Stream.of(tags).map(tag -> new SourcedTag(Tag.parse(tag), "puppet")).toList(),
        Map.of(),
        Map.of("puppet", heard));
  }
}

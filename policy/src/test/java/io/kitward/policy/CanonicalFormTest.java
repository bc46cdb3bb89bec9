package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The form in which documents are stored and compared. */
class CanonicalFormTest {

  @Test
  void theCanonicalFormReadsBackAsAnEqualDocument() {
    Documents.Parsed catalog = Documents.load(Path.of("../catalog"));
    assertThat(catalog.problems()).isEmpty();
    for (ParsedDocument parsed : catalog.documents()) {
      String json = parsed.document().canonicalJson();
      Documents.Parsed again = Documents.parseJson("stored", json);
      assertThat(again.problems()).isEmpty();
      assertThat(again.documents().getFirst().document()).isEqualTo(parsed.document());
      assertThat(again.documents().getFirst().document().digest())
          .isEqualTo(parsed.document().digest());
    }
  }

  @Test
  void theDigestFollowsMeaningNotLayout() {
    String flow = document("Bundle", "b", "{parameters: {a: {y: 1.50, x: [u]}}, services: [a]}");
    String block =
        document(
            "Bundle",
            "b",
            "services:\n- a\nparameters:\n  a:\n    x: ['u']\n    y: 1.5\n  c: {}\n");
    assertThat(Texts.parsed(flow).getFirst().document().digest())
        .isEqualTo(Texts.parsed(block).getFirst().document().digest())
        .isNotEqualTo(
            Texts.parsed(document("Bundle", "b", "services: [a]")).getFirst().document().digest());
  }

  @Test
  void theNewKindsReadBackFromTheirCanonicalForm() {
    String text =
        document(
                "TagKey",
                "k",
                "{values: ['', a*], cardinality: single, sources: [puppet, 'user/*']}")
            + document(
                "TagRule", "r", "{selector: 'facts.os.family', tags: ['os=${facts.os.family}', b]}")
            + document("Group", "g", "{selector: 'a or b'}")
            + document("Assignment", "x", "{node: n.lab, services: [s], versions: {s: {t: '1:2'}}}")
            + document(
                "Exemption",
                "e",
                "{selector: 'group:g', services: [s], reason: because, until: 2026-12-31}");
    for (ParsedDocument parsed : Texts.parsed(text)) {
      assertThat(
              Documents.parseJson("x", parsed.document().canonicalJson())
                  .documents()
                  .getFirst()
                  .document())
          .isEqualTo(parsed.document());
    }
    ExemptionDocument exemption = (ExemptionDocument) Texts.parsed(text).getLast().document();
    assertThat(exemption.until()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
  }
}

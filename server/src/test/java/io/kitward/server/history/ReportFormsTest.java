package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports, whatever stands in names and reasons. */
class ReportFormsTest {

  private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
  private static final Coverage HOSTILE =
      new Coverage(
          "2026-10",
          BEGIN,
          Instant.parse("2026-11-01T00:00:00Z"),
          false,
          "team",
          "team in (a, b)",
          List.of(
              new Coverage.Line(
                  "=cmd|' /C calc'!A0",
                  "<script>alert(1)</script>",
                  2,
                  1,
                  1,
                  Duration.ofHours(3),
                  Duration.ofHours(1),
                  List.of(
                      new Coverage.Gap("failed", "a \"quoted\",\ncause", 1, Duration.ofHours(2))))),
          List.of(
              new Coverage.Exempt(
                  "e", "all", List.of("x"), "<img src=x onerror=alert(1)>", BEGIN)));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "=1+1, '=1+1",
        "+1+1, '+1+1",
        "-1+1, '-1+1",
        "@SUM(A1), '@SUM(A1)",
        "-1.5, -1.5",
        "12, 12",
        "a=b, a=b",
        "`  =1`, `'  =1`"
      })
  void noCellIsAFormula(String text, String cell) {
    assertThat(Csv.row(List.of(text))).isEqualTo(cell + "\r\n");
  }

  @Test
  void aTabOrAHiddenCharacterBeforeAFormulaHelpsNothing() {
    assertThat(Csv.row(List.of("\t=1", "\u200b=1"))).isEqualTo("'\t=1,'\u200b=1\r\n");
  }

  @Test
  void noCellCommandsATerminal() {
    assertThat(Csv.row(List.of("a\u001b]0;b\u0007"))).isEqualTo("a\uFFFD]0;b\uFFFD\r\n");
  }

  @Test
  void quotesAndLineBreaksStayInTheirCell() {
    assertThat(Csv.row(List.of("a,b", "say \"yes\"", "two\nlines")))
        .isEqualTo("\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n");
  }

  @Test
  void aCoverageReportIsHarmlessInASpreadsheet() {
    assertThat(CoverageCsv.of(HOSTILE))
        .contains("2026-10,'=cmd|' /C calc'!A0,<script>alert(1)</script>,2,1,1,33.333,3.00,1.00,")
        .contains("\"failed (a \"\"quoted\"\",\ncause) 2.00 h on 1\"");
  }

  @Test
  void aCoverageReportIsHarmlessInABrowserAndNeedsNothingElse() {
    String page = CoverageHtml.of(HOSTILE, BEGIN);
    assertThat(page)
        .doesNotContain("<script", "<img", "http://", "https://", "<link")
        .contains("&lt;script&gt;", "What was before 2026-10-01 00:00:00 is not known.", "33.33 %");
  }
}

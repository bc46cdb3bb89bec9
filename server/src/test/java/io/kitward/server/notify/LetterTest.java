package io.kitward.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.notify.Notice.Moment;
import io.kitward.server.rollout.ExceptionTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterTest {

  private static final Instant AT = Instant.parse("2026-11-30T10:00:00Z");
  private static final String SOURCE = "https://kitward.lab:8443/";

  private static Notice notice(Moment moment, long id, String subject, String message) {
    return new Notice(
        moment,
        new ExceptionTable.Row(
            id,
            "gave-up",
            subject,
            subject.contains("/") ? subject.substring(0, subject.indexOf('/')) : "",
            subject.contains("/") ? subject.substring(subject.indexOf('/') + 1) : "",
            message,
            AT,
            Optional.of(AT),
            Optional.of("server")));
  }

  private static Letter letter(Notice... notices) {
    return Letter.of(List.of(notices), SOURCE);
  }

  @Test
  void oneNoticeIsSaidWhole() {
    Letter letter = letter(notice(Moment.OPENED, 12, "db1.lab/nrpe", "it fails\nagain"));
    assertThat(letter.subject()).isEqualTo("opened x-12: gave-up, nrpe on db1.lab");
    assertThat(letter.text())
        .isEqualTo(
            """
            opened x-12: gave-up, nrpe on db1.lab

              it fails
              again

            All that are open: https://kitward.lab:8443/exceptions
            """);
    assertThat(letter.answers()).isEmpty();
  }

  @Test
  void aClosingAnswersTheLetterOfItsOpening() {
    Letter opened = letter(notice(Moment.OPENED, 12, "db1.lab/nrpe", "it fails"));
    Letter closed = letter(notice(Moment.CLOSED, 12, "db1.lab/nrpe", "it fails"));
    assertThat(closed.answers()).contains(opened.id());
    assertThat(closed.id()).isNotEqualTo(opened.id());
  }

  @Test
  void manyAreOneLetterWithAllOfThem() {
    Notice one = notice(Moment.OPENED, 1, "db1.lab/nrpe", "first");
    Notice two = notice(Moment.OPENED, 2, "mon", "second");
    Notice three = notice(Moment.CLOSED, 3, "db3.lab/nrpe", "third");
    assertThat(letter(one, two).subject()).isEqualTo("2 exceptions opened");
    assertThat(letter(three, three).subject()).isEqualTo("2 exceptions closed");
    Letter letter = letter(one, two, three);
    assertThat(letter.subject()).isEqualTo("2 exceptions opened, 1 closed");
    assertThat(letter.text()).contains("  first\n", "opened x-2: gave-up, mon\n", "  third\n");
    assertThat(letter.answers()).isEmpty();
  }

  @Test
  void whatANodeSaysMakesNoHeaderAndNoSecondNotice() {
    Letter letter =
        letter(
            notice(
                Moment.OPENED,
                1,
                "mon\r\nBcc: them@example.org",
                "bad\r\n\r\nclosed x-1: gave-up\u001b[2J"));
    assertThat(letter.subject()).isEqualTo("opened x-1: gave-up, mon Bcc: them@example.org");
    assertThat(letter.text().lines().filter(line -> line.startsWith("closed"))).isEmpty();
    assertThat(letter.text()).doesNotContain("\u001b").doesNotContain("\r");
  }

  @Test
  void aMessageWithoutAnEndIsShortened() {
    Letter letter = letter(notice(Moment.OPENED, 1, "mon", "\uD83D\uDE00".repeat(100_000)));
    assertThat(letter.text().length()).isLessThan(5_000);
    assertThat(letter.text()).contains("\uD83D\uDE00…");
  }
}

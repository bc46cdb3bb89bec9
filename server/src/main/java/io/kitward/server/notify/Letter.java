package io.kitward.server.notify;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Notices as one e-mail. Pure.
 *
 * @param subject one line
 * @param text plain text; its lines may have any length
 * @param id the same for every repetition of these notices, and no others'
 * @param answers the id of the e-mail that told the opening, where this one tells its closing alone
 */
record Letter(String subject, String text, String id, Optional<String> answers) {

  /** So many of a message stand in it; the console has the rest. */
  private static final int LONGEST_MESSAGE = 2_000;

  /**
   * Writes it.
   *
   * @param notices at least one
   * @param source where the console is, {@code https://NAME:PORT/}
   */
  static Letter of(List<Notice> notices, String source) {
    Notice first = notices.getFirst();
    boolean single = notices.size() == 1;
    var text = new StringBuilder();
    for (Notice notice : notices) {
      text.append(head(notice)).append("\n\n");
      text.append(indented(shortened(notice.exception().message()))).append("\n\n");
    }
    text.append("All that are open: ").append(source).append("exceptions\n");
    return new Letter(
        single ? head(first) : subject(notices),
        text.toString(),
        id(notices.stream().map(Notice::id).toList()),
        single && first.moment() == Notice.Moment.CLOSED
            ? Optional.of(id(List.of(first.openingId())))
            : Optional.empty());
  }

  private static String subject(List<Notice> notices) {
    long closed =
        notices.stream().filter(notice -> notice.moment() == Notice.Moment.CLOSED).count();
    long opened = notices.size() - closed;
    return closed == 0
        ? opened + " exceptions opened"
        : opened == 0
            ? closed + " exceptions closed"
            : opened + " exceptions opened, " + closed + " closed";
  }

  /** Such as {@code opened x-12: gave-up, node-exporter on db1.example.com}. */
  private static String head(Notice notice) {
    var exception = notice.exception();
    String service = exception.service();
    String about =
        exception.certname().isEmpty()
            ? exception.subject()
            : (service.isEmpty() ? "" : service + " on ") + exception.certname();
    String head = notice.word() + " x-" + exception.id() + ": " + exception.kind() + ", " + about;
    return head.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String indented(String text) {
    return text.lines()
        .map(line -> "  " + line.replaceAll("\\p{Cntrl}", " "))
        .reduce((one, other) -> one + "\n" + other)
        .orElse("");
  }

  private static String shortened(String message) {
    if (message.codePointCount(0, message.length()) <= LONGEST_MESSAGE) {
      return message;
    }
    return message.substring(0, message.offsetByCodePoints(0, LONGEST_MESSAGE)) + "…";
  }

  private static String id(List<String> notices) {
    return UUID.nameUUIDFromBytes(String.join("\n", notices).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}

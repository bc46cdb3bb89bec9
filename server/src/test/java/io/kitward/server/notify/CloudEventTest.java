package io.kitward.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.rollout.ExceptionTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CloudEventTest {

  private static final Instant OPENED = Instant.parse("2026-11-30T10:00:00Z");
  private static final Instant CLOSED = Instant.parse("2026-11-30T11:00:00.5Z");
  private static final String SOURCE = "https://kitward.lab:8440/";

  private static ExceptionTable.Row row(String kind, String certname, String message) {
    return new ExceptionTable.Row(
        12,
        kind,
        "prometheus-lab",
        certname,
        certname.isEmpty() ? "" : "exporter",
        message,
        OPENED,
        Optional.of(CLOSED),
        Optional.of("server"));
  }

  private static String text(Notice.Moment moment, ExceptionTable.Row row) {
    return new String(CloudEvent.of(new Notice(moment, row), SOURCE), StandardCharsets.UTF_8);
  }

  private static JsonNode event(ExceptionTable.Row row) {
    return Json.MAPPER.readTree(text(Notice.Moment.OPENED, row));
  }

  @Test
  void anOpeningSaysNothingOfAClosing() {
    assertThat(text(Notice.Moment.OPENED, row("gave-up", "db1.lab", "words")))
        .isEqualTo(
            "{\"data\":{\"id\":\"x-12\",\"kind\":\"gave-up\",\"message\":\"words\",\"node\":\"db1.lab\","
                + "\"openedAt\":\"2026-11-30T10:00:00Z\",\"service\":\"exporter\"},"
                + "\"datacontenttype\":\"application/json\",\"id\":\"x-12-opened-1796032800000\","
                + "\"source\":\"https://kitward.lab:8440/\",\"specversion\":\"1.0\",\"subject\":\"node/db1.lab\","
                + "\"time\":\"2026-11-30T10:00:00Z\",\"type\":\"io.kitward.exception.opened\"}");
  }

  @Test
  void aClosingSaysWhenAndByWhom() {
    assertThat(text(Notice.Moment.CLOSED, row("console", "", "words")))
        .isEqualTo(
            "{\"data\":{\"closedAt\":\"2026-11-30T11:00:00.500Z\",\"closedBy\":\"server\",\"id\":\"x-12\","
                + "\"kind\":\"console\",\"message\":\"words\",\"node\":\"\","
                + "\"openedAt\":\"2026-11-30T10:00:00Z\",\"service\":\"\"},"
                + "\"datacontenttype\":\"application/json\",\"id\":\"x-12-closed-1796032800000\","
                + "\"source\":\"https://kitward.lab:8440/\",\"specversion\":\"1.0\",\"subject\":\"backend/prometheus-lab\","
                + "\"time\":\"2026-11-30T11:00:00.500Z\",\"type\":\"io.kitward.exception.closed\"}");
  }

  @Test
  void whatIsAboutNoOneThingHasNoSubject() {
    assertThat(event(row("brake", "", "words")).has("subject")).isFalse();
  }

  @Test
  void whateverAMessageHoldsItStaysItself() {
    String hostile = "\"},\n\r\t\\u0000\u0001\u2028</script>{\"id\":\"x\" 😀";
    assertThat(event(row("gave-up", "db1.lab", hostile)).path("data").path("message").asString(""))
        .isEqualTo(hostile);
  }

  @Test
  void anEventStaysBelow64KiBWhateverItsMessage() {
    for (String each : new String[] {"\u0001", "\"", "😀", "a😀", "€"}) {
      byte[] event =
          CloudEvent.of(
              new Notice(Notice.Moment.CLOSED, row("gave-up", "db1.lab", each.repeat(1 << 20))),
              SOURCE);
      assertThat(event).as(each).hasSizeLessThan(64 * 1024);
      String message = Json.MAPPER.readTree(event).path("data").path("message").asString("");
      assertThat(message).endsWith("…").hasSizeGreaterThan(CloudEvent.LONGEST_MESSAGE - 3);
      assertThat(each.repeat(1 << 20)).startsWith(message.substring(0, message.length() - 1));
    }
  }
}

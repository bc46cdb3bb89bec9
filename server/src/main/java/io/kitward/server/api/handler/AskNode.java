package io.kitward.server.api.handler;

import io.kitward.protocol.Operation;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.NodeOperations.Asked;
import io.kitward.server.api.port.NodeOperations.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a node to do something now. */
record AskNode(NodeOperations operations, InstantSource clock) implements Handler {

  private static final Pattern SERVICE = Pattern.compile("([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?");
  private static final int LONGEST_REASON = 500;
  private static final int MOST_LINES = 5_000;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** All of it is said; what does not matter to a kind is empty, or as it likes. */
  record Body(String kind, String service, String until, String reason, int lines, int seconds) {}

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    Asked asked = asked(JsonBody.read(request, Body.class));
    var actor = new Actor(request.principal(), request.requestId());
    return switch (operations.ask(certname, asked, actor)) {
      case Outcome.Sent sent -> Bodies.json(202, sent.operation());
      case Outcome.NodeUnknown _ -> throw ShowNode.unknown(certname);
      case Outcome.NotTaken _ ->
          throw new ApiException(
              ErrorCode.NODE_NOT_CONNECTED,
              "The connector of “"
                  + certname
                  + "” is not connected, is too old for this, or has too much to do already.");
    };
  }

  private Asked asked(Body body) {
    Operation.Kind kind = kind(body.kind());
    String service = body.service();
    if (!SERVICE.matcher(service).matches()) {
      throw invalid("/service", "This is no service's name.");
    }
    if (kind == Operation.Kind.LOGS && service.isEmpty()) {
      throw invalid("/service", "Whose log? Name a service.");
    }
    String reason = body.reason();
    if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
      throw invalid("/reason", "A reason is one line of 500 characters at most.");
    }
    Duration wait = Duration.ofSeconds(body.seconds());
    if (!wait.isPositive() || wait.compareTo(LONGEST_WAIT) > 0) {
      throw invalid("/seconds", "Between 1 and 600 seconds.");
    }
    int lines = body.lines();
    if (lines < 1 || lines > MOST_LINES) {
      throw invalid("/lines", "Between 1 and 5000 lines.");
    }
    Instant now = clock.instant();
    return new Asked(kind, service, now.plus(wait), until(kind, body, now), reason, lines);
  }

  private static @Nullable Instant until(Operation.Kind kind, Body body, Instant now) {
    if (kind != Operation.Kind.SUSPEND) {
      return null;
    }
    try {
      Instant until = Instant.parse(body.until());
      if (until.isAfter(now)) {
        return until;
      }
    } catch (java.time.DateTimeException e) {
      throw invalid("/until", "A suspension needs an end, such as 2026-12-01T18:00:00Z.");
    }
    throw invalid("/until", "A suspension needs an end that is yet to come.");
  }

  private static Operation.Kind kind(String word) {
    for (Operation.Kind kind : Operation.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    throw invalid("/kind", "Expected check, logs, diagnostics, tools, members, suspend or resume.");
  }

  private static ApiException invalid(String pointer, String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words).pointer(pointer);
  }
}

package io.kitward.server.console.page;

import io.kitward.protocol.Operation;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.NodeOperations.Asked;
import io.kitward.server.api.port.NodeOperations.Outcome;
import io.kitward.server.api.port.SuspensionView;
import io.kitward.server.api.port.Suspensions;
import io.kitward.server.console.view.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people do with a node from its page: have it look, read logs, leave it alone for a time. */
public final class NodeForms {
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int LONGEST_REASON = 500;
  private static final int LINES = 500;

  private final NodeOperations operations;
  private final Suspensions suspensions;
  private final Gate gate;

  public NodeForms(NodeOperations operations, Suspensions suspensions, Gate gate) {
    this.operations = operations;
    this.suspensions = suspensions;
    this.gate = gate;
  }

  /** How long a node may be left alone from its page. */
  public record Span(String word, Duration length) {
    static final List<Span> ALL =
        List.of(
            new Span("30 minutes", Duration.ofMinutes(30)),
            new Span("1 hour", Duration.ofHours(1)),
            new Span("4 hours", Duration.ofHours(4)),
            new Span("1 day", Duration.ofDays(1)),
            new Span("7 days", Duration.ofDays(7)));
  }

  /** Has the node look now, at one service or all of them. */
  public String check(Submission submission) {
    return ask(submission, Operation.Kind.CHECK, service(submission));
  }

  /** Has the node hand over the last lines of a service's log. */
  public String logs(Submission submission) {
    String service = service(submission);
    if (service.isEmpty()) {
      throw invalid("whose log? No service was chosen");
    }
    return ask(submission, Operation.Kind.LOGS, service);
  }

  /** Changes nothing there until a time. */
  public String suspend(Submission submission) {
    Actor actor = operating(submission);
    String certname = submission.named("certname");
    String reason = submission.field("reason").strip();
    if (reason.isEmpty()
        || reason.length() > LONGEST_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw invalid("a suspension needs a reason, one line of 500 characters at most");
    }
    Span span =
        Span.ALL.stream()
            .filter(known -> known.word().equals(submission.field("for")))
            .findFirst()
            .orElseThrow(() -> invalid("a suspension needs an end that this page offers"));
    Optional<SuspensionView> _ =
        known(
            certname,
            suspensions.suspend(
                certname,
                service(submission),
                suspensions.now().plus(span.length()),
                reason,
                actor));
    return Names.nodeHref(certname) + "?done=suspend";
  }

  /** Looks after it again. */
  public String resume(Submission submission) {
    Actor actor = operating(submission);
    String certname = submission.named("certname");
    Optional<SuspensionView> _ =
        known(certname, suspensions.resume(certname, service(submission), actor));
    return Names.nodeHref(certname) + "?done=resume";
  }

  private String ask(Submission submission, Operation.Kind kind, String service) {
    Actor actor = operating(submission);
    String certname = submission.named("certname");
    var asked = new Asked(kind, service, suspensions.now().plus(ANSWER), null, "", LINES);
    return switch (operations.ask(certname, asked, actor)) {
      case Outcome.Sent sent -> AskedPage.address(certname, sent.operation().id());
      case Outcome.NodeUnknown _ -> throw NodePage.unknown(certname);
      case Outcome.NotTaken _ ->
          throw new ApiException(
                  ErrorCode.NODE_NOT_CONNECTED,
                  "the connector of “"
                      + certname
                      + "” is not connected, is too old for this, or has too much to do already")
              .next("Look at the node's page when it was last seen, and try again.");
    };
  }

  private Actor operating(Submission submission) {
    Actor actor = submission.actor();
    gate.require(
        actor.principal(),
        Action.OPERATE_NODE,
        new Target.NodeTarget(submission.named("certname")));
    return actor;
  }

  private static String service(Submission submission) {
    String service = submission.field("service");
    if (!service.isEmpty() && !SERVICE.matcher(service).matches()) {
      throw invalid("this is no service's name");
    }
    return service;
  }

  private static Optional<SuspensionView> known(String certname, Optional<SuspensionView> done) {
    if (done.isEmpty()) {
      throw NodePage.unknown(certname);
    }
    return done;
  }

  private static ApiException invalid(String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words)
        .next("Go back to the node, correct it, and send it again.");
  }
}

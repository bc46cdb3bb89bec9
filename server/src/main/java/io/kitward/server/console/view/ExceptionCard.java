package io.kitward.server.console.view;

import io.kitward.server.api.port.ExceptionView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One gap between what policy wants and what is.
 *
 * @param seen changes with what the card shows: a release names it, so that only what a person saw
 *     is let go
 * @param closed null while it is not closed
 * @param assignee whose it is; empty: nobody's
 * @param accepted in words, until when and by whom; empty while it is not accepted
 * @param reason why it is accepted; empty while it is not
 */
public record ExceptionCard(
    String element,
    String id,
    String kind,
    String state,
    String node,
    String service,
    String message,
    List<String> details,
    boolean releasable,
    When since,
    @Nullable When closed,
    String closedBy,
    String assignee,
    String accepted,
    String reason,
    String seen,
    String csrf) {

  public static ExceptionCard of(ExceptionView exception, String csrf, Instant now) {
    Instant closedAt = exception.closedAt();
    ExceptionView.Care care = exception.care();
    return new ExceptionCard(
        Names.id("x", exception.id()),
        exception.id(),
        exception.kind(),
        exception.state(),
        exception.node(),
        exception.service(),
        exception.message(),
        exception.details(),
        exception.releasable() && exception.standing(),
        When.of(exception.since(), now),
        closedAt == null ? null : When.of(closedAt, now),
        exception.closedBy() == null ? "" : exception.closedBy(),
        care == null ? "" : care.assignee(),
        accepted(care, now),
        care == null || care.reason() == null ? "" : care.reason(),
        fingerprint(exception),
        csrf);
  }

  /** Changes with what a release would let go. */
  public static String fingerprint(ExceptionView exception) {
    return Names.digest(
            exception.state()
                + "\n"
                + exception.message()
                + "\n"
                + exception.details().size()
                + "\n"
                + String.join("\n", exception.details()))
        .substring(0, 24);
  }

  private static String accepted(ExceptionView.@Nullable Care care, Instant now) {
    return care == null || care.acceptedUntil() == null
        ? ""
        : "until " + When.of(care.acceptedUntil(), now).absolute() + " by " + care.acceptedBy();
  }

  /** Whether it is not closed. */
  public boolean open() {
    return closed == null;
  }

  /** Whether it can be accepted for a time: not what stands for whatever is held. */
  public boolean acceptable() {
    return open() && !kind.equals("brake") && !kind.equals("retirement");
  }

  public String href() {
    return href(id);
  }

  /** The page of an exception. */
  public static String href(String id) {
    return "/exceptions/" + Names.encode(id);
  }

  public String nodeHref() {
    return Names.nodeHref(node);
  }

  public String releaseAction() {
    return href() + "/release";
  }

  /** What the kind means to somebody who meets it for the first time. */
  public String kindWords() {
    return switch (kind) {
      case "conflict" -> "Two policies of the same priority disagree; nothing was changed.";
      case "brake" ->
          "More removals than usual at once; they are held until a person lets them go.";
      case "render" -> "A file of this service cannot be written from its template.";
      case "adoptable" ->
          "The tool was there before Kitward. Released, its configuration is replaced as listed.";
      case "rival" -> "Somebody else on the node manages the same.";
      case "contested" ->
          "Repairs are undone again and again; find out who does it, or suspend the service.";
      case "console" ->
          "A console does not answer, or takes up nothing of what it is offered. It closes by itself.";
      case "identity" -> "A machine came with a known name and a certificate of another CA.";
      case "copy" -> "A second machine came with a certificate that lives on another.";
      case "retirement" -> "More nodes than usual would leave at once; they stay until released.";
      case "gave-up" -> "Repairs did not help; a person has to look.";
      case "kept" -> "Off-boarding left something in place, because it is not certain whose it is.";
      default -> "";
    };
  }

  public String symbol() {
    return symbol(kind);
  }

  /** The symbol of a kind. */
  public static String symbol(String kind) {
    return switch (kind) {
      case "brake" -> "brake";
      case "conflict" -> "conflict";
      default -> "phase-blocked";
    };
  }
}

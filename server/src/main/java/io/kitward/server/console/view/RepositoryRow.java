package io.kitward.server.console.view;

import io.kitward.server.api.port.RepositoryView;
import io.kitward.server.api.port.RepositoryView.CommitView;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A followed repository as pages show it. */
public record RepositoryRow(RepositoryView repository, Instant now) {

  private static final int BRIEF = 10;

  public String href() {
    return "/repositories/" + Names.encode(repository.name());
  }

  /** The state in words. */
  public String state() {
    return switch (repository.state()) {
      case "new" -> "not looked at yet";
      case "in-step" -> "in step";
      case "waiting" -> "waits for approval";
      default -> repository.state();
    };
  }

  public Tone tone() {
    return switch (repository.state()) {
      case "in-step" -> Tone.OK;
      case "waiting" -> Tone.HELD;
      case "conflict", "broken" -> Tone.BAD;
      case "unreachable" -> Tone.WARN;
      default -> Tone.QUIET;
    };
  }

  /** The branch or tag in words. */
  public String follows() {
    return repository.reference().replace("refs/heads/", "branch ").replace("refs/tags/", "tag ");
  }

  /** The beginning of the id of what is there; empty when nothing was seen. */
  public String seen() {
    return brief(repository.seen());
  }

  /** The same of what is in force. */
  public String applied() {
    return brief(repository.applied());
  }

  private static String brief(@Nullable CommitView commit) {
    return commit == null ? "" : commit.id().substring(0, Math.min(BRIEF, commit.id().length()));
  }

  /** When it answered last; empty when it never did. */
  public Optional<When> contacted() {
    return Optional.ofNullable(repository.contactedAt()).map(at -> When.of(at, now));
  }

  /** Since when the commit is in force; empty when none is. */
  public Optional<When> since() {
    return Optional.ofNullable(repository.appliedAt()).map(at -> When.of(at, now));
  }

  /** Whether a commit waits for a person, who can look at its plan. */
  public boolean waits() {
    return repository.state().equals("waiting") && repository.plan() != null;
  }
}

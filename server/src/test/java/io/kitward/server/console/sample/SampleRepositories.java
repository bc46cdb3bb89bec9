package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.api.port.RepositoryView;
import io.kitward.server.api.port.RepositoryView.CommitView;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Three followed repositories: in step, waiting for a person, broken. */
public final class SampleRepositories implements Repositories {

  private final List<RepositoryView> repositories;

  public SampleRepositories(Clock clock) {
    Instant now = clock.instant();
    this.repositories =
        List.of(
            repository("baseline", "in-step", "", List.of(), null, now),
            repository(
                "broken",
                "broken",
                "is 'Bundel', expected one of Service, Bundle",
                List.of(
                    new DocumentFault(
                        "unknown-kind",
                        "is 'Bundel', expected one of Service, Bundle",
                        "production/web.yaml",
                        2,
                        7,
                        "kind")),
                null,
                now),
            repository("production", "waiting", "", List.of(), "p-1", now));
  }

  private static RepositoryView repository(
      String name,
      String state,
      String message,
      List<DocumentFault> faults,
      @Nullable String plan,
      Instant now) {
    var seen = new CommitView("7".repeat(40), "Ada", now.minusSeconds(60), "More for the web");
    var applied = new CommitView("3".repeat(40), "Ada", now.minusSeconds(7200), "As it was");
    return new RepositoryView(
        name,
        "https://git.example/" + name + ".git",
        "refs/heads/main",
        "production",
        60,
        "manual",
        true,
        false,
        false,
        state,
        message,
        faults,
        seen,
        plan,
        state.equals("in-step") ? seen : applied,
        now.minusSeconds(30),
        "repository/" + name,
        now.minusSeconds(5),
        now.minusSeconds(5),
        now.plusSeconds(55),
        3);
  }

  @Override
  public List<RepositoryView> list() {
    return repositories;
  }

  @Override
  public Optional<RepositoryView> find(String name) {
    return repositories.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public Optional<RepositoryView> checkNow(String name, Actor actor) {
    return find(name);
  }

  @Override
  public ApproveOutcome approve(String name, String commit, OptionalInt confirm, Actor actor) {
    return new ApproveOutcome.NotWaiting("the samples are read only");
  }
}

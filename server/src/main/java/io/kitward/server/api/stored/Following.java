package io.kitward.server.api.stored;

import io.kitward.policy.Documents;
import io.kitward.policy.Kind;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.RepositoryDocument;
import io.kitward.server.access.Principal;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans.Asked;
import io.kitward.server.api.port.Plans.CarryOutcome;
import io.kitward.server.api.port.Plans.CreateOutcome;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.plan.Claim;
import io.kitward.server.repository.Commit;
import io.kitward.server.repository.GitRemote;
import io.kitward.server.repository.Look;
import io.kitward.server.repository.RepositoryTable;
import io.kitward.server.repository.RepositoryTable.Row;
import io.kitward.server.repository.RepositoryTable.State;
import io.kitward.server.repository.UnreachableException;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows repositories: looks at each when it is due, makes a plan of another commit's documents,
 * and has it take effect, by itself or once a person approves. All documents of a commit change in
 * one transaction, which also says that the commit is in force; of several servers one looks at a
 * time. Thread-safe.
 */
public final class Following implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** Looks at a time; each may hold a few hundred megabytes on the disk. */
  private static final int TOGETHER = 2;

  private static final int FAULTS_KEPT = 50;

  private final Store store;
  private final LivePolicy policy;
  private final Planning planning;
  private final TakingEffect effect;
  private final GitRemote remote;
  private final Secrets secrets;
  private final Runnable happened;
  private final Clock clock;
  private final Semaphore free = new Semaphore(TOGETHER);
  private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Makes it.
   *
   * @param happened is run when a repository stands otherwise
   */
  public Following(
      Store store,
      LivePolicy policy,
      Planning planning,
      TakingEffect effect,
      GitRemote remote,
      Secrets secrets,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.planning = planning;
    this.effect = effect;
    this.remote = remote;
    this.secrets = secrets;
    this.happened = happened;
    this.clock = clock;
  }

  /** Begins a look at each repository that is due; it does not wait for them. */
  public void look() {
    for (RepositoryDocument repository : policy.get().resolution().documents().repositories()) {
      if (!repository.suspended() && free.tryAcquire()) {
        begin(repository);
      }
    }
  }

  private void begin(RepositoryDocument repository) {
    boolean begun = false;
    try {
      Optional<UUID> lease =
          store.write(
              handle -> RepositoryTable.begin(handle, repository.name(), repository.digest()));
      if (lease.isPresent()) {
        looks.execute(
            () -> {
              try {
                look(repository, lease.get());
              } finally {
                free.release();
              }
            });
        begun = true;
      }
    } finally {
      if (!begun) {
        free.release();
      }
    }
  }

  private void look(RepositoryDocument repository, UUID lease) {
    try {
      Row row = store.read(handle -> RepositoryTable.find(handle, repository.name())).orElseThrow();
      String known = isSettled(repository, row) ? row.seen().map(Commit::id).orElse("") : "";
      String inForce = row.applied().map(applied -> applied.commit().id()).orElse("");
      Look look = remote.look(repository, secret(repository), known, inForce);
      note(repository, lease, handle -> RepositoryTable.contacted(handle, repository.name()));
      if (look instanceof Look.Found found) {
        take(repository, lease, found);
      }
    } catch (UnreachableException e) {
      note(
          repository,
          lease,
          handle ->
              RepositoryTable.unreachable(
                  handle, repository.name(), String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.warn("the repository {} is looked at again later", repository.name(), e);
    } finally {
      end(repository, lease);
    }
  }

  /** Whether there is nothing to do while the commit stays as it was seen. */
  private boolean isSettled(RepositoryDocument repository, Row row) {
    return row.digest().equals(repository.digest())
        && switch (row.state()) {
          case IN_STEP -> true;
          case WAITING ->
              store.read(
                  handle ->
                      row.plan().isPresent() && Planning.isOpen(handle, row.plan().getAsLong()));
          case NEW, CONFLICT, BROKEN -> false;
        };
  }

  private Optional<String> secret(RepositoryDocument repository) throws UnreachableException {
    var secret = repository.secret();
    if (secret == null) {
      return Optional.empty();
    }
    try {
      byte[] value =
          secrets.get(new SecretReference(secret.name(), Integer.parseInt(secret.version())));
      return Optional.of(new String(value, StandardCharsets.UTF_8).strip());
    } catch (RuntimeException e) {
      throw new UnreachableException(
          "there is no value of " + secret.reference() + "; give it one: kitward secret add", e);
    }
  }

  private interface Noting {
    void to(Handle handle);
  }

  /** Writes down how the repository stands, unless another look has begun since. */
  private void note(RepositoryDocument repository, UUID lease, Noting noting) {
    store.change(
        handle -> {
          if (RepositoryTable.holds(handle, repository.name(), lease)) {
            noting.to(handle);
          }
        });
  }

  private void end(RepositoryDocument repository, UUID lease) {
    try {
      store.change(
          handle ->
              RepositoryTable.end(
                  handle, repository.name(), lease, repository.digest(), repository.interval()));
      happened.run();
    } catch (RuntimeException e) {
      LOG.warn("the look at {} ends by itself: {}", repository.name(), e.toString());
    }
  }

  private void take(RepositoryDocument repository, UUID lease, Look.Found found) {
    Documents.Parsed read =
        DocumentTexts.read(
            found.files().stream()
                .map(file -> new DocumentSource(file.path(), file.text()))
                .toList());
    List<Problem> problems = new ArrayList<>(found.problems());
    problems.addAll(read.problems());
    read.documents().stream().filter(Following::isRepository).forEach(it -> problems.add(own(it)));
    problems.addAll(Repeated.problems(read.documents()));
    if (!problems.isEmpty()) {
      stand(repository, lease, found.commit(), State.BROKEN, "", problems, OptionalLong.empty());
      return;
    }
    boolean itself =
        repository.approval() == RepositoryDocument.Approval.AUTOMATIC && !found.rewritten();
    try {
      plan(repository, lease, found, read.documents(), itself, "");
    } catch (ApiException refusal) {
      if (refusal.code() == ErrorCode.CHANGE_NEEDED) {
        plan(repository, lease, found, read.documents(), false, refusal.detail());
        return;
      }
      State state = refusal.code() == ErrorCode.DOCUMENT_MANAGED ? State.CONFLICT : State.BROKEN;
      stand(
          repository,
          lease,
          found.commit(),
          state,
          refusal.detail(),
          List.of(),
          OptionalLong.empty());
    }
  }

  private static boolean isRepository(ParsedDocument read) {
    return read.document().kind() == Kind.REPOSITORY;
  }

  /** What is followed is said by people here, not by what is followed. */
  private static Problem own(ParsedDocument read) {
    var at = read.positions().get("kind");
    return new Problem(
        Problem.VALUE,
        read.file(),
        at == null ? 0 : at.line(),
        at == null ? 0 : at.column(),
        "kind",
        "a followed repository brings no Repository; apply it by hand");
  }

  /** Makes the plan of a commit, and carries it out where it takes effect by itself. */
  private void plan(
      RepositoryDocument repository,
      UUID lease,
      Look.Found found,
      List<ParsedDocument> documents,
      boolean itself,
      String why) {
    Instant now = clock.instant();
    var actor =
        new Actor(new Principal.RepositoryPrincipal(repository.name()), found.commit().id());
    var asked =
        new Asked(
            List.of(),
            List.of(),
            repository.prune(),
            List.of(),
            List.of(),
            null,
            Claim.ofRepository(repository.name()),
            repository.takeOver());
    effect.of(
        (handle, touched) -> {
          DocumentTable.lock(handle);
          if (!RepositoryTable.holds(handle, repository.name(), lease)
              || !isStill(handle, repository)) {
            return false;
          }
          var created = NewPlan.create(handle, planning, asked, documents, actor, now);
          switch (created) {
            case CreateOutcome.Planned(PlanView plan) ->
                carry(handle, touched, repository, found, plan, itself, why, actor, now);
            case CreateOutcome.Refused(List<DocumentFault> faults) ->
                stand(handle, repository, found.commit(), State.BROKEN, "", problems(faults));
            case CreateOutcome.Impossible(String reason) ->
                stand(handle, repository, found.commit(), State.BROKEN, reason, List.of());
          }
          return true;
        });
  }

  /** Whether the document is as it was when the look began. */
  private static boolean isStill(Handle handle, RepositoryDocument repository) {
    return DocumentTable.newest(handle, Kind.REPOSITORY.word(), repository.name())
        .filter(row -> !row.deleted() && row.digest().equals(repository.digest()))
        .isPresent();
  }

  private void carry(
      Handle handle,
      TakingEffect.Touched touched,
      RepositoryDocument repository,
      Look.Found found,
      PlanView plan,
      boolean itself,
      String why,
      Actor actor,
      Instant now) {
    long id = Planning.number(plan.id()).orElseThrow();
    String waiting =
        found.rewritten()
            ? repository.reference()
                + " was rewritten: the commit does not build on the one in force"
            : why;
    stand(
        handle, repository, found.commit(), State.WAITING, waiting, List.of(), OptionalLong.of(id));
    boolean nothing = plan.documents().isEmpty();
    if (!itself && !nothing) {
      event(handle, repository, now, "waits for approval", found.commit());
      return;
    }
    switch (new CarryingOut(handle, planning, actor, now)
        .plan(id, OptionalInt.empty(), true, touched)) {
      case CarryOutcome.Done _ -> event(handle, repository, now, "is in force", found.commit());
      case CarryOutcome.Unconfirmed _ ->
          stand(
              handle,
              repository,
              found.commit(),
              State.WAITING,
              "it needs a person, as "
                  + String.join(
                      ", and ",
                      plan.confirmation() == null ? List.of() : plan.confirmation().because()),
              List.of(),
              OptionalLong.of(id));
      case CarryOutcome.NotPermitted(String reason) ->
          stand(handle, repository, found.commit(), State.BROKEN, reason, List.of());
      case CarryOutcome.Outdated(String reason) ->
          stand(handle, repository, found.commit(), State.BROKEN, reason, List.of());
      case CarryOutcome.Already _, CarryOutcome.Unknown _ ->
          throw new IllegalStateException("a plan that was just made is gone");
    }
  }

  private static void event(
      Handle handle, RepositoryDocument repository, Instant now, String what, Commit commit) {
    EventTable.addForFleet(
        handle,
        now,
        "document",
        Claim.ofRepository(repository.name()) + ": the commit " + commit.brief() + " " + what);
  }

  private static List<Problem> problems(List<DocumentFault> faults) {
    return faults.stream()
        .map(
            fault ->
                new Problem(
                    fault.code(),
                    fault.file(),
                    fault.line(),
                    fault.column(),
                    fault.pointer(),
                    fault.detail()))
        .toList();
  }

  private void stand(
      RepositoryDocument repository,
      UUID lease,
      Commit commit,
      State state,
      String message,
      List<Problem> faults,
      OptionalLong plan) {
    note(
        repository,
        lease,
        handle -> stand(handle, repository, commit, state, message, faults, plan));
  }

  private static void stand(
      Handle handle,
      RepositoryDocument repository,
      Commit commit,
      State state,
      String message,
      List<Problem> faults) {
    stand(handle, repository, commit, state, message, faults, OptionalLong.empty());
  }

  private static void stand(
      Handle handle,
      RepositoryDocument repository,
      Commit commit,
      State state,
      String message,
      List<Problem> faults,
      OptionalLong plan) {
    String said =
        message.isEmpty() && state == State.BROKEN
            ? faults.size() == 1
                ? faults.getFirst().message().lines().findFirst().orElse("")
                : faults.size() + " places are wrong"
            : message;
    RepositoryTable.seen(
        handle,
        repository.name(),
        repository.digest(),
        commit,
        state,
        said,
        faults.subList(0, Math.min(FAULTS_KEPT, faults.size())),
        plan);
  }

  /** Waits for the looks that go on. */
  @Override
  public void close() {
    looks.shutdownNow();
    looks.close();
  }
}

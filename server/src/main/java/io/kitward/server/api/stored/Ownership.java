package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.desired.OwnerTable;
import io.kitward.server.desired.OwnerTable.Owner;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Claim;
import io.kitward.server.repository.RepositoryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who may change which documents, and whose they are afterwards; in the caller's transaction. */
final class Ownership {

  private static final int SHOWN = 5;

  private Ownership() {}

  /**
   * Refuses a change of documents that somebody else has.
   *
   * @throws ApiException when it touches such
   */
  static void require(Handle handle, DocumentSet before, Change change) {
    Claim claim = change.claimed();
    Map<String, Owner> owners = OwnerTable.all(handle);
    Set<String> changed =
        Stream.concat(
                change.puts().stream().map(put -> put.kind() + "/" + put.name()),
                change.deletions().stream().map(Change.Name::toString))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> touched = new TreeSet<>(changed);
    touched.addAll(claim.places().keySet());
    List<String> objections = new ArrayList<>();
    for (String name : touched) {
      if (isThere(before, name)) {
        objection(name, owners.get(name), changed.contains(name), claim).ifPresent(objections::add);
      }
    }
    if (!objections.isEmpty()) {
      throw new ApiException(
              ErrorCode.DOCUMENT_MANAGED,
              String.join("; ", objections.subList(0, Math.min(SHOWN, objections.size())))
                  + (objections.size() > SHOWN
                      ? "; and " + (objections.size() - SHOWN) + " more"
                      : "")
                  + "; nothing was changed.")
          .next(next(claim));
    }
  }

  private static boolean isThere(DocumentSet documents, String name) {
    String[] parts = name.split("/", 2);
    return documents.find(Change.kind(parts[0]), parts[1]).isPresent();
  }

  /** Why a claim may not touch a document that is there, in words; empty when it may. */
  static Optional<String> objection(
      String name, @Nullable Owner owner, boolean changed, Claim claim) {
    String has = owner == null ? "" : owner.source();
    boolean repositories = has.startsWith(Claim.REPOSITORY) && claim.isRepository();
    if (has.equals(claim.source())
        || (has.isEmpty() && !changed)
        || (claim.takeOver() && !repositories)) {
      return Optional.empty();
    }
    return Optional.of(
        owner == null
            ? name + " was written by people, and otherwise"
            : name
                + " is managed by "
                + has
                + (owner.place().isEmpty() ? "" : " (" + owner.place() + ")"));
  }

  private static String next(Claim claim) {
    return claim.isRepository()
        ? "Keep each document in one place; takeOver: true in the Repository lets it change what no"
            + " other repository has."
        : "Change it where it is managed, or take it over: kitward apply -f FILE --take-over";
  }

  /** Notes whose the documents of a change are, once they are written. */
  static void note(Handle handle, Change change) {
    Claim claim = change.claimed();
    change.deletions().forEach(name -> deleted(handle, name));
    if (claim.source().isEmpty()) {
      change.puts().forEach(put -> OwnerTable.release(handle, put.kind(), put.name()));
      claim.places().keySet().forEach(name -> release(handle, name));
      return;
    }
    if (claim.isRepository()) {
      Set<String> gone = new TreeSet<>(OwnerTable.of(handle, claim.source()));
      gone.removeAll(claim.places().keySet());
      gone.forEach(name -> release(handle, name));
    }
    claim
        .places()
        .forEach(
            (name, place) -> {
              String[] parts = name.split("/", 2);
              OwnerTable.put(handle, parts[0], parts[1], new Owner(claim.source(), place));
            });
  }

  private static void release(Handle handle, String name) {
    String[] parts = name.split("/", 2);
    OwnerTable.release(handle, parts[0], parts[1]);
  }

  /** What a repository brought stays when it is followed no longer, and is people's. */
  private static void deleted(Handle handle, Change.Name name) {
    OwnerTable.release(handle, name.kind(), name.name());
    if (name.kind().equals(Kind.REPOSITORY.word())) {
      OwnerTable.release(handle, Claim.ofRepository(name.name()));
      RepositoryTable.forget(handle, name.name());
    }
  }
}

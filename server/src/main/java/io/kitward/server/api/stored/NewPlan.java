package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.tags.KeyRename;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Plans.Asked;
import io.kitward.server.api.port.Plans.CreateOutcome;
import io.kitward.server.api.port.Plans.PreviewOutcome;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.OwnerTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Claim;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.PlanGroups;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes a plan of what somebody asks for, in the caller's transaction. */
final class NewPlan {

  private final Handle handle;
  private final Planning planning;
  private final Asked asked;
  private final DocumentSet before;

  private NewPlan(Handle handle, Planning planning, Asked asked) {
    this.handle = handle;
    this.planning = planning;
    this.asked = asked;
    this.before = LivePolicy.documents(handle);
  }

  /**
   * Works it out and keeps it; nobody changes documents until the transaction ends.
   *
   * @param documents those that are asked for, as they were read
   */
  static CreateOutcome create(
      Handle handle,
      Planning planning,
      Asked asked,
      List<ParsedDocument> documents,
      Actor actor,
      Instant now) {
    DocumentTable.lock(handle);
    return new NewPlan(handle, planning, asked).create(documents, actor, now);
  }

  /** Something that the plan names can't be: a sentence. */
  private static final class ImpossibleException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    ImpossibleException(String why) {
      super(why);
      this.why = why;
    }
  }

  /** Works it out as documents and tags are now, and keeps nothing. */
  static PreviewOutcome preview(
      Handle handle, Planning planning, Asked asked, List<ParsedDocument> documents, Instant now) {
    try {
      Worked worked = new NewPlan(handle, planning, asked).work(documents, now);
      return worked.draft() == null
          ? new PreviewOutcome.Refused(DocumentTexts.faults(worked.problems()))
          : new PreviewOutcome.Foreseen(
              worked.draft().summary(), PlanGroups.of(worked.draft().nodes()));
    } catch (ImpossibleException e) {
      return new PreviewOutcome.Impossible(e.why);
    }
  }

  private CreateOutcome create(List<ParsedDocument> documents, Actor actor, Instant now) {
    try {
      Worked worked = work(documents, now);
      Ownership.require(handle, before, worked.change());
      return worked.draft() == null
          ? new CreateOutcome.Refused(DocumentTexts.faults(worked.problems()))
          : new CreateOutcome.Planned(
              Planning.keep(handle, worked.change(), worked.draft(), actor, now));
    } catch (ImpossibleException e) {
      return new CreateOutcome.Impossible(e.why);
    }
  }

  /** A change and what it would do; without that when something is wrong. */
  private record Worked(Change change, @Nullable Draft draft, List<Problem> problems) {}

  private Worked work(List<ParsedDocument> documents, Instant now) throws ImpossibleException {
    List<ParsedDocument> puts = puts(documents);
    List<Change.Name> deletions = deletions(documents);
    checkNodes();
    var change =
        new Change(
            puts.stream().map(put -> Change.Put.of(put.document())).toList(),
            deletions,
            asked.tags(),
            asked.sources(),
            asked.rename(),
            claim(documents));
    DocumentSet next = change.documents(before, puts);
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return new Worked(change, null, problems);
    }
    return new Worked(change, planning.draft(handle, change, next, now), List.of());
  }

  /** Every document that becomes another one. */
  private List<ParsedDocument> puts(List<ParsedDocument> documents) throws ImpossibleException {
    List<ParsedDocument> puts = new ArrayList<>(documents);
    Change.Rename rename = asked.rename();
    if (rename != null) {
      try {
        KeyRename.of(before, rename.from(), rename.to()).changed(before).stream()
            .map(ParsedDocument::of)
            .forEach(puts::add);
      } catch (IllegalArgumentException e) {
        throw new ImpossibleException(String.valueOf(e.getMessage()));
      }
    }
    puts.removeIf(put -> before.holds(put.document()));
    return puts;
  }

  private List<Change.Name> deletions(List<ParsedDocument> documents) throws ImpossibleException {
    List<Change.Name> deletions = new ArrayList<>();
    for (String text : asked.deletions()) {
      String[] name = text.split("/", 2);
      if (before.find(Change.kind(name[0]), name[1]).isEmpty()) {
        throw new ImpossibleException("there is no document " + text + " to delete");
      }
      deletions.add(new Change.Name(name[0], name[1]));
    }
    if (asked.prune()) {
      deletions.addAll(others(documents, deletions));
    }
    return deletions;
  }

  private Claim claim(List<ParsedDocument> documents) {
    Map<String, String> places = new TreeMap<>();
    if (!asked.source().isEmpty() || asked.takeOver()) {
      documents.forEach(
          read -> places.put(Change.Name.of(read.document()).toString(), read.file()));
    }
    return new Claim(asked.source(), asked.takeOver(), places);
  }

  /** Every document of the source that is not named. */
  private List<Change.Name> others(List<ParsedDocument> named, List<Change.Name> deletions) {
    Set<Change.Name> known = new HashSet<>(deletions);
    named.forEach(put -> known.add(Change.Name.of(put.document())));
    Map<String, OwnerTable.Owner> owners = OwnerTable.all(handle);
    var people = new OwnerTable.Owner("", "");
    return before.documents().stream()
        .map(Change.Name::of)
        .filter(name -> !known.contains(name))
        .filter(
            name -> owners.getOrDefault(name.toString(), people).source().equals(asked.source()))
        .toList();
  }

  private void checkNodes() throws ImpossibleException {
    Set<String> missing = new LinkedHashSet<>();
    asked.tags().stream().map(Change.TagEdit::node).filter(Objects::nonNull).forEach(missing::add);
    missing.removeAll(NodeTable.known(handle, missing));
    if (!missing.isEmpty()) {
      throw new ImpossibleException(
          "there is no node "
              + missing.iterator().next()
              + " to tag"
              + (missing.size() == 1 ? "" : ", and " + (missing.size() - 1) + " more are missing"));
    }
  }
}

package io.kitward.server.console.page;

import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Plans.CreateOutcome;
import io.kitward.server.console.view.Names;
import io.kitward.server.fleet.Source;
import io.kitward.server.plan.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Plans a change of tags on the nodes that somebody marked, or on all that a selector picks. */
public final class TagForm {
  /** What the name of a field begins with whose presence marks the node behind it. */
  public static final String MARK = "mark-";

  private static final int MOST_TAGS = 50;

  private final Plans plans;
  private final Gate gate;

  public TagForm(Plans plans, Gate gate) {
    this.plans = plans;
    this.gate = gate;
  }

  /**
   * Makes the plan; nothing else changes. With the field {@code every} it is for all nodes that the
   * field {@code q} picks, else for the marked ones.
   */
  public String plan(Submission submission) {
    Actor actor = submission.actor();
    gate.require(actor.principal(), Action.WRITE_PLANS, new Target.Everything());
    String source = actor.principal().display();
    if (!Source.writableByPeople(source)) {
      throw new ApiException(ErrorCode.FORBIDDEN, "only people and their tokens set tags here");
    }
    List<String> add = tags(submission.field("add"));
    List<String> remove = tags(submission.field("remove"));
    if (add.isEmpty() && remove.isEmpty()) {
      throw invalid(ErrorCode.FIELD_INVALID, "no tag was named to add or to take away");
    }
    List<Change.TagEdit> edits =
        submission.fields().containsKey("every")
            ? List.of(
                new Change.TagEdit(null, selector(submission.field("q")), source, add, remove))
            : marked(submission)
                .map(node -> new Change.TagEdit(node, null, source, add, remove))
                .toList();
    if (edits.isEmpty()) {
      throw invalid(ErrorCode.FIELD_INVALID, "no node was marked");
    }
    var asked = new Plans.Asked(List.of(), List.of(), false, edits, List.of(), null);
    return switch (plans.create(asked, actor)) {
      case CreateOutcome.Planned planned -> "/plans/" + Names.encode(planned.plan().id());
      case CreateOutcome.Refused refused ->
          throw invalid(
              ErrorCode.DOCUMENTS_INVALID,
              String.join("; ", refused.faults().stream().map(DocumentFault::detail).toList()));
      case CreateOutcome.Impossible impossible ->
          throw invalid(ErrorCode.PLAN_IMPOSSIBLE, impossible.why());
    };
  }

  private static Stream<String> marked(Submission submission) {
    return submission.fields().keySet().stream()
        .filter(name -> name.startsWith(MARK))
        .map(name -> name.substring(MARK.length()))
        .sorted();
  }

  private static String selector(String text) {
    if (text.isBlank()) {
      return Selector.parse("all").toString();
    }
    SelectorField field = SelectorField.read(text);
    if (field.selector() == null) {
      throw invalid(ErrorCode.SELECTOR_MALFORMED, "the selector is not understood");
    }
    return field.selector().toString();
  }

  /** Tags, with blanks or commas between them. */
  private static List<String> tags(String text) {
    List<String> tags = new ArrayList<>();
    for (String word : Arrays.asList(text.strip().split("[\\s,]+", MOST_TAGS + 2))) {
      if (word.isEmpty()) {
        continue;
      }
      try {
        tags.add(Tag.parse(word).toString());
      } catch (TagSyntaxException e) {
        throw invalid(ErrorCode.TAG_MALFORMED, "the tag “" + word + "”: " + e.getMessage());
      }
    }
    if (tags.size() > MOST_TAGS) {
      throw invalid(ErrorCode.TAGS_TOO_MANY, "more than " + MOST_TAGS + " tags in one change");
    }
    return List.copyOf(tags);
  }

  private static ApiException invalid(ErrorCode code, String words) {
    return new ApiException(code, words).next("Go back, correct it, and send it again.");
  }
}

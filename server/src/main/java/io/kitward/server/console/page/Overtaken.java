package io.kitward.server.console.page;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import com.github.difflib.patch.PatchFailedException;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.TextDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was, what somebody else made of it meanwhile, and what the person wrote.
 *
 * @param base the revision that the text began from; 0: the document was not there
 * @param revision the revision in force; 0: the document is gone
 * @param by who made that one; empty when it is gone
 * @param merged both changes in one text; null when they touch the same lines
 */
public record Overtaken(
    long base, long revision, String by, TextDiff theirs, TextDiff mine, @Nullable String merged) {

  static Overtaken of(Documents documents, EditedDocument edited) {
    Optional<DocumentView> was =
        edited.base() == 0
            ? Optional.empty()
            : documents.find(edited.kind(), edited.name(), OptionalLong.of(edited.base()));
    String before = was.map(document -> DocumentText.yaml(document.document())).orElse("");
    DocumentView current = edited.current();
    String theirs = current == null ? "" : DocumentText.yaml(current.document());
    return new Overtaken(
        edited.base(),
        edited.revision(),
        current == null ? "" : current.changedBy(),
        TextDiff.of(before, theirs),
        TextDiff.of(before, edited.text()),
        current == null ? null : merged(before, theirs, edited.text()));
  }

  private static @Nullable String merged(String before, String theirs, String mine) {
    List<String> old = before.lines().toList();
    if (old.size() > TextDiff.LONGEST || mine.lines().count() > TextDiff.LONGEST) {
      return null;
    }
    List<AbstractDelta<String>> deltas =
        new ArrayList<>(DiffUtils.diff(old, theirs.lines().toList()).getDeltas());
    for (AbstractDelta<String> own : DiffUtils.diff(old, mine.lines().toList()).getDeltas()) {
      if (deltas.stream().noneMatch(own::equals)) {
        if (deltas.stream().anyMatch(other -> touch(own.getSource(), other.getSource()))) {
          return null;
        }
        deltas.add(own);
      }
    }
    var both = new Patch<String>();
    deltas.forEach(both::addDelta);
    try {
      return String.join("\n", both.applyTo(old)) + "\n";
    } catch (PatchFailedException e) {
      throw new IllegalStateException("changes of a text do not fit it", e);
    }
  }

  /** Whether two parts of a text share a line or lie side by side. */
  private static boolean touch(Chunk<String> one, Chunk<String> other) {
    return one.getPosition() <= other.getPosition() + other.size()
        && other.getPosition() <= one.getPosition() + one.size();
  }
}

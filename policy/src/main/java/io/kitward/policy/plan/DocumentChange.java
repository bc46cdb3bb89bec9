package io.kitward.policy.plan;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A document that is different afterwards.
 *
 * @param before its digest before; empty for a new one
 * @param after its digest afterwards; empty for a deleted one
 */
public record DocumentChange(Kind kind, String name, String before, String after) {

  /** Every document that differs, by kind and name. */
  public static List<DocumentChange> between(DocumentSet before, DocumentSet after) {
    List<DocumentChange> changes = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      TreeSet<String> names = new TreeSet<>(before.names(kind));
      names.addAll(after.names(kind));
      for (String name : names) {
        Optional<Document> old = before.find(kind, name);
        Optional<Document> young = after.find(kind, name);
        if (!old.equals(young)) {
          changes.add(
              new DocumentChange(
                  kind,
                  name,
                  old.map(Document::digest).orElse(""),
                  young.map(Document::digest).orElse("")));
        }
      }
    }
    return changes;
  }
}

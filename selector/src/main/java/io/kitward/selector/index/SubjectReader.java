package io.kitward.selector.index;

import io.kitward.selector.Condition;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** Turns a node's tags and facts into active codes, as one snapshot knows them. For one thread. */
final class SubjectReader {
  /** So many values of one attribute are remembered with the predicates that accept them. */
  private static final int MEMO_LIMIT = 4_096;

  private final CodedPolicySnapshot snapshot;
  private final ActiveCodes active;
  private final @Nullable ValueCode[] tagValues;
  private final Map<AttributeCodes, Map<String, int[]>> memo = new HashMap<>();

  SubjectReader(CodedPolicySnapshot snapshot, ActiveCodes active) {
    this.snapshot = snapshot;
    this.active = active;
    this.tagValues = snapshot.tags.entries();
  }

  void read(Subject subject) {
    active.begin(snapshot.codes, snapshot.dimensions);
    readTags(subject.tags());
    for (AttributeCodes attribute : snapshot.factAttributes) {
      NavigableSet<String> values = subject.facts().values(attribute.attribute().name());
      if (!values.isEmpty()) {
        readFact(attribute, values);
      }
    }
  }

  private void readTags(Tags tags) {
    int size = tags.size();
    int at = 0;
    while (at < size) {
      String key = tags.key(at);
      int first = at;
      int start = active.count();
      AttributeCodes attribute = null;
      do {
        String value = tags.value(at);
        ValueCode found = ValueTable.find(tagValues, ValueCode.hash(key, value), key, value);
        if (found != null) {
          attribute = found.attribute;
          if (found.code < snapshot.codes) {
            active.add(found.code);
          }
        }
        at++;
      } while (at < size && tags.key(at).equals(key));
      if (attribute == null) {
        attribute = snapshot.tags.attribute(key);
        if (attribute == null) {
          continue;
        }
      }
      active.close(attribute.valueDimension(), start);
      readPresence(attribute);
      if (attribute.predicates().length > 0) {
        for (int i = first; i < at; i++) {
          readPredicates(attribute, tags.value(i));
        }
      }
      closePredicates(attribute, start);
    }
  }
}

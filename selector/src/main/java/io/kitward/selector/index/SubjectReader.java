package io.kitward.selector.index;

import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** Turns a node's tags and facts into active codes, as one snapshot knows them. For one thread. */
final class SubjectReader {
  /** So many values of one attribute are remembered with the predicates that accept them. */
  private static final int REMEMBERED_VALUES = 1_024;

  private final CodedPolicySnapshot snapshot;
  private final ActiveCodes active;
  private final @Nullable ValueCode[] tagValues;
  private final Map<AttributeCodes, Map<String, int[]>> accepted = new HashMap<>();

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
        ValueCode found = ValueTable.find(tagValues, tags.hash(at++), key, value);
        if (found != null) {
          attribute = found.attribute;
          addKnown(found);
        }
      } while (at < size && tags.isFurtherValue(at));
      if (attribute == null) {
        attribute = snapshot.tags.attribute(key);
      }
      if (attribute != null && knows(attribute)) {
        active.close(attribute.valueDimension(), start);
        readPredicates(attribute, tags, first, at);
      }
    }
  }

  private void readFact(AttributeCodes attribute, NavigableSet<String> values) {
    int start = active.count();
    String path = attribute.attribute().name();
    for (String value : values) {
      ValueCode found = snapshot.facts.find(path, value);
      if (found != null) {
        addKnown(found);
      }
    }
    active.close(attribute.valueDimension(), start);
    start = active.count();
    readPresence(attribute);
    Predicate[] predicates = attribute.predicates();
    if (predicates.length > 0) {
      for (String value : values) {
        addAccepting(attribute, predicates, value);
      }
    }
    active.close(attribute.predicateDimension(), start);
  }

  private void readPredicates(AttributeCodes attribute, Tags tags, int first, int end) {
    int start = active.count();
    readPresence(attribute);
    Predicate[] predicates = attribute.predicates();
    if (predicates.length > 0) {
      for (int i = first; i < end; i++) {
        addAccepting(attribute, predicates, tags.value(i));
      }
    }
    active.close(attribute.predicateDimension(), start);
  }

  private void readPresence(AttributeCodes attribute) {
    int presence = attribute.presence();
    if (presence != AttributeCodes.NONE && presence < snapshot.codes) {
      active.add(presence);
    }
  }

  private void addKnown(ValueCode value) {
    if (value.code < snapshot.codes) {
      active.add(value.code);
    }
  }

  private boolean knows(AttributeCodes attribute) {
    return attribute.predicateDimension() < snapshot.dimensions;
  }

  private void addAccepting(AttributeCodes attribute, Predicate[] predicates, String value) {
    Map<String, int[]> remembered = accepted.computeIfAbsent(attribute, _ -> new HashMap<>());
    int[] codes = remembered.get(value);
    if (codes == null) {
      codes = accepting(predicates, value);
      if (remembered.size() >= REMEMBERED_VALUES) {
        remembered.clear();
      }
      remembered.put(value, codes);
    }
    for (int code : codes) {
      active.add(code);
    }
  }

  private int[] accepting(Predicate[] predicates, String value) {
    List<Integer> codes = new ArrayList<>();
    for (Predicate predicate : predicates) {
      if (predicate.code() < snapshot.codes && predicate.condition().accepts(value)) {
        codes.add(predicate.code());
      }
    }
    return codes.stream().mapToInt(Integer::intValue).toArray();
  }
}

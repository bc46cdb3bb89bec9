package io.kitward.server.census;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.server.api.port.Census.Coverage;
import io.kitward.server.api.port.Census.Group;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** Services against the values of a tag key: the most troubled groups first, the rest in one. */
final class Grouping {

  private static final int GROUPS = 60;

  private final Counting counting;

  Grouping(Counting counting) {
    this.counting = counting;
  }

  private record Sized(String value, RoaringBitmap nodes, Group group) {
    /** The share of its instances that is in trouble. */
    double trouble() {
      long all = 0;
      long troubled = 0;
      for (Map<Phase, Integer> phases : group.services().values()) {
        for (Map.Entry<Phase, Integer> phase : phases.entrySet()) {
          all += phase.getValue();
          troubled += phase.getKey().needsSomebody() ? phase.getValue() : 0;
        }
      }
      return all == 0 ? 0 : (double) troubled / all;
    }
  }

  Coverage by(String key) {
    Attribute attribute = Attribute.tag(key);
    RoaringBitmap picked = counting.picked();
    RoaringBitmap without = picked.clone();
    List<Sized> sized = new ArrayList<>();
    for (String value : counting.muster().index().values(attribute, picked).keySet()) {
      RoaringBitmap nodes = counting.picked(Condition.is(attribute, value));
      nodes.and(picked);
      without.andNot(nodes);
      sized.add(sized(value, nodes));
    }
    if (!without.isEmpty()) {
      sized.add(sized("", without));
    }
    sized.sort(
        Comparator.comparingDouble(Sized::trouble)
            .reversed()
            .thenComparingInt(one -> -one.group().nodes())
            .thenComparing(Sized::value));
    List<Group> groups = new ArrayList<>(sized.stream().limit(GROUPS).map(Sized::group).toList());
    if (sized.size() > GROUPS) {
      var rest = new RoaringBitmap();
      sized.subList(GROUPS, sized.size()).forEach(one -> rest.or(one.nodes()));
      groups.add(sized(Coverage.OTHERS, rest).group());
    }
    return new Coverage(key, groups);
  }

  private Sized sized(String value, RoaringBitmap nodes) {
    return new Sized(
        value, nodes, new Group(value, nodes.getCardinality(), counting.services(nodes)));
  }
}

package io.kitward.server.census;

import io.kitward.server.api.port.Census.NodeQuery;
import io.kitward.server.api.port.Census.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import org.roaringbitmap.RoaringBitmap;

/**
 * Nodes in an order, some at a time. A cursor is the last node's rank and name, so that it means
 * the same after a restart, and when nodes come and go.
 */
final class Order {

  private final Counting counting;
  private final NodeQuery query;
  private final Comparator<Ranked> order;

  /** A node with what it is sorted by; ranks compare as texts do. */
  private record Ranked(String rank, String certname) {}

  Order(Counting counting, NodeQuery query) {
    this.counting = counting;
    this.query = query;
    Comparator<Ranked> byRank = Comparator.comparing(Ranked::rank);
    Comparator<Ranked> byName = Comparator.comparing(Ranked::certname);
    this.order =
        query.sort() == Sort.NAME
            ? query.descending() ? byName.reversed() : byName
            : (query.descending() ? byRank.reversed() : byRank).thenComparing(byName);
  }

  List<String> page() {
    RoaringBitmap nodes = nodes();
    return query.sort() == Sort.NAME ? byName(nodes) : byRank(nodes);
  }

  private RoaringBitmap nodes() {
    Muster muster = counting.muster();
    if (query.service() != null) {
      return RoaringBitmap.and(counting.picked(), counting.having(query.service(), query.phase()));
    }
    return query.phase() == null
        ? counting.picked()
        : RoaringBitmap.and(counting.picked(), muster.worst(query.phase()));
  }

  private List<String> byName(RoaringBitmap nodes) {
    NavigableMap<String, Integer> names = counting.muster().names();
    if (query.descending()) {
      names = names.descendingMap();
    }
    if (!query.after().isEmpty()) {
      names = names.tailMap(query.after(), false);
    }
    List<String> page = new ArrayList<>();
    for (Map.Entry<String, Integer> name : names.entrySet()) {
      if (nodes.contains((int) name.getValue())) {
        page.add(name.getKey());
        if (page.size() == query.limit()) {
          break;
        }
      }
    }
    return page;
  }

  /**
   * The first so many behind the cursor; the heap holds the best so far, the last of them on top.
   */
  private List<String> byRank(RoaringBitmap nodes) {
    Ranked after = query.after().isEmpty() ? null : parse(query.after());
    var best = new PriorityQueue<Ranked>(order.reversed());
    for (int number : nodes) {
      Ranked ranked = ranked(number);
      if (after != null && order.compare(ranked, after) <= 0) {
        continue;
      }
      if (best.size() < query.limit()) {
        best.add(ranked);
      } else if (order.compare(ranked, best.element()) < 0) {
        best.remove();
        best.add(ranked);
      }
    }
    return best.stream().sorted(order).map(Ranked::certname).toList();
  }

  @SuppressWarnings("EnumOrdinal") // phases stand in the order of their trouble
  private Ranked ranked(int number) {
    Seen seen = counting.muster().seen(number);
    String rank =
        switch (query.sort()) {
          case NAME -> "";
          case PHASE -> String.valueOf(counting.muster().shown(number).worst().ordinal());
          case SEEN -> time(counting.heard(number).orElse(Instant.EPOCH));
          case CHANGED -> time(seen.changed());
        };
    return new Ranked(rank, seen.certname());
  }

  private static String time(Instant at) {
    return "%015d".formatted(Math.max(0, at.toEpochMilli()));
  }

  private static Ranked parse(String cursor) {
    int mark = cursor.indexOf('|');
    return mark < 0
        ? new Ranked("", cursor)
        : new Ranked(cursor.substring(0, mark), cursor.substring(mark + 1));
  }

  /** What {@code after} is to go on behind this node; its name alone where that is enough. */
  String cursor(String certname) {
    Integer number = counting.muster().names().get(certname);
    return query.sort() == Sort.NAME || number == null
        ? certname
        : ranked(number).rank() + "|" + certname;
  }
}

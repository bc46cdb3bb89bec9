package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Census.NodeQuery;
import io.kitward.server.api.port.Census.Sort;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.console.view.NodeRow;
import io.kitward.server.console.view.PhaseMark;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The nodes that a selector picks, a hundred at a time, with what they can be narrowed by. */
public final class NodesPage implements Page {
  static final String PATH = "/nodes";

  private final Nodes nodes;
  private final Census census;
  private final Gate gate;

  public NodesPage(Nodes nodes, Census census, Gate gate) {
    this.nodes = nodes;
    this.census = census;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param matching how many nodes match in all
   * @param kept the parameters of this list, without those that have no value and the cursor
   * @param matrix null unless the nodes are shown against their services
   * @param terms what the selector is made of, where nothing matches
   * @param firstUse whether there is no node at all
   */
  public record View(
      SelectorField field,
      int matching,
      int all,
      Map<String, String> kept,
      Facets facets,
      List<Column> columns,
      List<NodeRow> rows,
      @Nullable Matrix matrix,
      Pager pager,
      List<Term> terms,
      boolean firstUse) {

    /** Whether the list is all that its selector picks, which a change can be made for. */
    public boolean whole() {
      return !kept.containsKey("phase") && !kept.containsKey("service");
    }

    /** This list as a file. */
    public String file(String format) {
      return Pager.address(PATH + "." + format, kept);
    }

    public String shownAs(String view) {
      return Facets.with(PATH, kept, "view", view);
    }

    public String withoutFilters() {
      return Pager.address(PATH, Map.of("q", field.text()));
    }

    /** The same list for a shell. */
    public String command() {
      String quoted = "'" + field.text().replace("'", "'\\''") + "'";
      return "kitward get nodes" + (field.text().isEmpty() ? "" : " -l " + quoted);
    }
  }

  /**
   * The head of a column.
   *
   * @param href where the list is sorted by it, or the other way round; empty when it can't be
   * @param sorted for {@code aria-sort}; null when the list is not sorted by it
   */
  public record Column(String label, String href, @Nullable String sorted, boolean number) {}

  /** Nodes against services; a cell is null where the node does not have the service. */
  public record Matrix(List<String> services, List<Line> lines) {
    /** One node. */
    public record Line(String id, String certname, String href, List<@Nullable PhaseMark> cells) {}
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    Asked asked = Asked.of(visit);
    SelectorField field = asked.field();
    List<NodeView> read = List.of();
    Census.Figures figures = null;
    if (!field.faulty()) {
      try {
        figures = census.figures(field.selector(), List.of(facetKey(visit)));
        read = nodes.of(census.page(asked.query(Pager.SIZE + 1)));
      } catch (GroupExpansionException e) {
        field = field.broken(e);
      }
    }
    if (figures == null) {
      figures = census.figures(null, List.of(facetKey(visit)));
    }
    Pager.Slice<NodeView> slice =
        Pager.slice(
            read,
            PATH,
            asked.kept(),
            visit.asked("after").isEmpty(),
            node -> Map.of("after", census.cursor(asked.query(1), node.certname())));
    List<NodeRow> rows =
        slice.entries().stream()
            .map(node -> NodeRow.of(node, visit.now()).inMarkableList())
            .toList();
    boolean matrix = visit.asked("view").equals("matrix") && !rows.isEmpty();
    int all = census.count(null);
    var view =
        new View(
            field,
            asked.matching(figures),
            all,
            asked.kept(),
            Facets.of(census, field, figures, PATH, asked.kept()),
            asked.columns(),
            rows,
            matrix ? matrix(rows) : null,
            slice.pager(),
            rows.isEmpty() ? Term.of(census, field, PATH, asked.kept()) : List.of(),
            all == 0);
    List<Region> regions =
        matrix
            ? List.of()
            : rows.stream().map(row -> new Region(row.id(), "region/node-row.jte", row)).toList();
    return Screen.of(
            field.faulty() ? "Selector not understood – Nodes" : "Nodes",
            Section.NODES,
            "nodes.jte",
            view,
            regions)
        .with(field.faulty() ? 400 : 200, field.text());
  }

  private String facetKey(Visit visit) {
    String key = Facets.key(visit);
    return key.isEmpty() ? Facets.keys(census, 1).stream().findFirst().orElse("environment") : key;
  }

  private Matrix matrix(List<NodeRow> rows) {
    Map<String, Map<String, Phase>> phases =
        census.phases(rows.stream().map(NodeRow::certname).toList());
    var services = new TreeSet<String>();
    phases.values().forEach(own -> services.addAll(own.keySet()));
    List<Matrix.Line> lines = new ArrayList<>();
    for (NodeRow row : rows) {
      Map<String, Phase> own = phases.getOrDefault(row.certname(), Map.of());
      List<@Nullable PhaseMark> cells = new ArrayList<>();
      for (String service : services) {
        Phase phase = own.get(service);
        cells.add(phase == null ? null : new PhaseMark(phase));
      }
      lines.add(new Matrix.Line(row.id(), row.certname(), row.href(), cells));
    }
    return new Matrix(List.copyOf(services), lines);
  }

  /** What a visit asks for, read once. */
  record Asked(
      SelectorField field,
      @Nullable Phase phase,
      @Nullable String service,
      Sort sort,
      boolean descending,
      String after,
      Map<String, String> kept) {

    static Asked of(Visit visit) {
      SelectorField field = SelectorField.read(visit.asked("q"));
      String order = visit.asked("sort");
      boolean descending = order.startsWith("-");
      Sort sort = sort(descending ? order.substring(1) : order);
      Phase phase = Phase.of(visit.asked("phase")).orElse(null);
      String service = visit.asked("service");
      var kept = new LinkedHashMap<String, String>();
      kept.put("q", field.text());
      kept.put("phase", phase == null ? "" : phase.word());
      kept.put("service", service);
      kept.put("by", Facets.key(visit));
      kept.put("view", visit.asked("view").equals("matrix") ? "matrix" : "");
      kept.put(
          "sort", sort == Sort.NAME && !descending ? "" : (descending ? "-" : "") + word(sort));
      kept.values().removeIf(String::isEmpty);
      return new Asked(
          field,
          phase,
          service.isEmpty() ? null : service,
          sort,
          descending,
          visit.asked("after"),
          kept);
    }

    private static Sort sort(String word) {
      for (Sort sort : Sort.values()) {
        if (word(sort).equals(word)) {
          return sort;
        }
      }
      return Sort.NAME;
    }

    private static String word(Sort sort) {
      return sort.name().toLowerCase(Locale.ROOT);
    }

    NodeQuery query(int limit) {
      return new NodeQuery(field.selector(), phase, service, sort, descending, after, limit);
    }

    /** How many nodes the list has in all. */
    int matching(Census.Figures figures) {
      if (field.faulty()) {
        return 0;
      }
      if (service != null) {
        Map<Phase, Integer> own = figures.services().getOrDefault(service, Map.of());
        return phase == null
            ? own.values().stream().mapToInt(Integer::intValue).sum()
            : own.getOrDefault(phase, 0);
      }
      return phase == null ? figures.nodes() : figures.phases().getOrDefault(phase, 0);
    }

    List<Column> columns() {
      return List.of(
          column("Node", Sort.NAME, false, false),
          column("Phase", Sort.PHASE, true, false),
          new Column("Services", "", null, false),
          new Column("Tags", "", null, false),
          column("Last seen", Sort.SEEN, true, true));
    }

    /** A click sorts by it the usual way, another one the other way round. */
    private Column column(String label, Sort by, boolean usuallyDescending, boolean number) {
      boolean now = sort == by;
      boolean turned = now ? !descending : usuallyDescending;
      String order = (turned ? "-" : "") + word(by);
      return new Column(
          label,
          Facets.with(PATH, kept, "sort", order.equals("name") ? "" : order),
          now ? (descending ? "descending" : "ascending") : null,
          number);
    }
  }
}

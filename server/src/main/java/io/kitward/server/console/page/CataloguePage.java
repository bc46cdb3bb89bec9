package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.PhaseCounts;
import io.kitward.server.console.view.When;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which tools there are, where they run, how well: the services with their counts. */
public final class CataloguePage implements Page {
  private static final int READ_AT_ONCE = 500;

  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public CataloguePage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.census = ports.census();
    this.gate = gate;
  }

  /**
   * One service.
   *
   * @param policies how many policies bring it
   */
  public record Row(
      String id,
      String name,
      String description,
      PhaseCounts instances,
      int policies,
      long revision,
      When changed) {
    public String href() {
      return "/services/" + Names.encode(name);
    }
  }

  /**
   * What the template shows.
   *
   * @param text in names and descriptions; empty for any
   * @param unused whether those are shown that nobody has
   * @param services whether there is any service document
   */
  public record View(List<Row> rows, String text, boolean unused, boolean services, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String text = visit.asked("text");
    boolean unused = visit.asked("show").equals("unused");
    String after = visit.asked("after");
    Pager.Slice<Row> slice =
        Pager.slice(
            rows(visit, text, unused, after),
            "/services",
            Map.of("text", text, "show", unused ? "unused" : ""),
            after.isEmpty(),
            last -> Map.of("after", last.name()));
    List<Row> rows = slice.entries();
    boolean any = !rows.isEmpty() || !documents.list("Service", "", "", 1).isEmpty();
    return Screen.of(
        "Services",
        Section.SERVICES,
        "services.jte",
        new View(rows, text, unused, any, slice.pager()),
        rows.stream().map(row -> new Region(row.id(), "region/service-row.jte", row)).toList());
  }

  /** The services behind a name that are asked for: one more than a page holds. */
  private List<Row> rows(Visit visit, String text, boolean unused, String after) {
    Map<String, Map<Phase, Integer>> counted = census.figures(null, List.of()).services();
    Map<String, Integer> policies = documents.policiesByService();
    String wanted = text.toLowerCase(Locale.ROOT);
    List<Row> rows = new ArrayList<>();
    String behind = after;
    while (rows.size() <= Pager.SIZE) {
      List<DocumentView> read =
          documents.list("Service", behind.isEmpty() ? "" : "Service", behind, READ_AT_ONCE);
      for (DocumentView document : read) {
        Row row =
            new Row(
                Names.id("s", document.name()),
                document.name(),
                document.description(),
                PhaseCounts.of(document.name(), counted.getOrDefault(document.name(), Map.of())),
                policies.getOrDefault(document.name(), 0),
                document.revision(),
                When.of(document.changedAt(), visit.now()));
        boolean used = row.instances().total() > 0 || row.policies() > 0;
        boolean said =
            (row.name() + " " + row.description()).toLowerCase(Locale.ROOT).contains(wanted);
        if (used != unused && said && rows.size() <= Pager.SIZE) {
          rows.add(row);
        }
      }
      if (read.size() < READ_AT_ONCE) {
        return rows;
      }
      behind = read.getLast().name();
    }
    return rows;
  }
}

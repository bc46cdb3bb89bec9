package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.history.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The list of instances as a file: all that match, whatever the page shows of them. */
public final class InstanceFiles {
  private static final int TOGETHER = 1_000;

  private final Instances instances;
  private final Gate gate;

  public InstanceFiles(Instances instances, Gate gate) {
    this.instances = instances;
    this.gate = gate;
  }

  /** A row for each instance, its conditions in their order. */
  public Download.File csv(Visit visit) {
    var text = new StringBuilder();
    text.append(
        Csv.row(
            List.of(
                "node",
                "service",
                "phase",
                "since",
                "waiting",
                "installed",
                "configured",
                "running",
                "healthy",
                "registered",
                "proven",
                "because")));
    each(visit, instance -> text.append(Csv.row(cells(instance))));
    return new Download.File("instances.csv", "text/csv; charset=utf-8", text.toString());
  }

  /** As the API lists them. */
  public Download.File json(Visit visit) {
    var list = new JsonList();
    each(visit, list::add);
    return list.file("instances.json");
  }

  private static List<String> cells(InstanceView instance) {
    List<String> cells = new ArrayList<>();
    cells.add(instance.node());
    cells.add(instance.service());
    cells.add(instance.phase().word());
    cells.add(instance.phaseSince().toString());
    cells.add(instance.waiting());
    for (String type :
        List.of("Installed", "Configured", "Running", "Healthy", "Registered", "Proven")) {
      cells.add(
          instance.conditions().stream()
              .filter(condition -> condition.type().equals(type))
              .map(condition -> condition.status())
              .findFirst()
              .orElse(""));
    }
    cells.add(String.join(" ", instance.because()));
    return cells;
  }

  private void each(Visit visit, Consumer<InstanceView> use) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    SelectorField field = SelectorField.read(visit.asked("q"));
    InstanceFilter filter = InstancesPage.filter(visit, field);
    if (field.faulty()) {
      throw NodeFiles.broken();
    }
    try {
      List<InstanceView> read = instances.page(filter, "", "", TOGETHER);
      while (!read.isEmpty()) {
        read.forEach(use);
        InstanceView last = read.getLast();
        read =
            read.size() < TOGETHER
                ? List.of()
                : instances.page(filter, last.node(), last.service(), TOGETHER);
      }
    } catch (GroupExpansionException e) {
      throw NodeFiles.broken();
    }
  }
}

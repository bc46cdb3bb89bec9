package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.console.view.InstanceRow;
import io.kitward.server.desired.Phase;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instances over all nodes: where the numbers of the overview lead. */
public final class InstancesPage implements Page {
  private final Instances instances;
  private final Gate gate;

  public InstancesPage(Instances instances, Gate gate) {
    this.instances = instances;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param phases a link for each phase, the most troubled first
   */
  public record View(
      SelectorField field,
      String service,
      String phase,
      List<Choice> phases,
      List<InstanceRow> rows,
      Pager pager) {

    /** This list as a file. */
    public String file(String format) {
      return Pager.address(
          "/instances." + format, Map.of("phase", phase, "service", service, "q", field.text()));
    }

    /** The same list for a shell. */
    public String command() {
      return "kitward get instances"
          + option(" -l ", field.text())
          + option(" --phase ", phase)
          + option(" --service ", service);
    }

    private static String option(String name, String value) {
      return value.isEmpty() ? "" : name + "'" + value.replace("'", "'\\''") + "'";
    }
  }

  /** A way to narrow the list. */
  public record Choice(String word, String href, boolean chosen) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    SelectorField field = SelectorField.read(visit.asked("q"));
    String service = visit.asked("service");
    @Nullable Phase phase = phase(visit.asked("phase"));
    String afterNode = visit.asked("after");
    String afterService = visit.asked("after-service");
    InstanceFilter filter = filter(visit, field);
    List<InstanceView> read;
    try {
      read =
          field.faulty()
              ? List.of()
              : instances.page(filter, afterNode, afterService, Pager.SIZE + 1);
    } catch (GroupExpansionException e) {
      field = field.broken(e);
      read = List.of();
    }
    Map<String, String> kept = new LinkedHashMap<>();
    kept.put("phase", phase == null ? "" : phase.word());
    kept.put("service", service);
    kept.put("q", field.text());
    Pager.Slice<InstanceView> slice =
        Pager.slice(
            read,
            "/instances",
            kept,
            afterNode.isEmpty(),
            last -> Map.of("after", last.node(), "after-service", last.service()));
    List<InstanceRow> rows =
        slice.entries().stream().map(instance -> InstanceRow.of(instance, visit.now())).toList();
    var view =
        new View(
            field,
            service,
            phase == null ? "" : phase.word(),
            choices(phase, kept),
            rows,
            slice.pager());
    List<Region> regions =
        rows.stream().map(row -> new Region(row.id(), "region/instance-line.jte", row)).toList();
    String title = phase == null ? "Instances" : "Instances: " + phase.word();
    return Screen.of(title, Section.INSTANCES, "instances.jte", view, regions)
        .with(field.faulty() ? 400 : 200, "");
  }

  /** What the list is narrowed by. */
  static InstanceFilter filter(Visit visit, SelectorField field) {
    String service = visit.asked("service");
    return new InstanceFilter(
        null, service.isEmpty() ? null : service, phase(visit.asked("phase")), field.selector());
  }

  private static @Nullable Phase phase(String word) {
    if (word.isEmpty()) {
      return null;
    }
    return Phase.of(word)
        .orElseThrow(
            () -> new ApiException(ErrorCode.QUERY_INVALID, "“" + word + "” is not a phase"));
  }

  private static List<Choice> choices(@Nullable Phase chosen, Map<String, String> kept) {
    return Arrays.stream(Phase.values())
        .sorted(Comparator.reverseOrder())
        .map(
            phase -> {
              var parameters = new LinkedHashMap<>(kept);
              parameters.put("phase", phase == chosen ? "" : phase.word());
              return new Choice(
                  phase.word(), Pager.address("/instances", parameters), phase == chosen);
            })
        .toList();
  }
}

package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.console.view.EventLine;
import io.kitward.server.console.view.InstanceRow;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.NodeHeader;
import io.kitward.server.console.view.TagLine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node: what should run there, what does, why, and what happened. */
public final class NodePage implements Page {
  private static final int INSTANCES = 200;
  private static final int EVENTS = 50;

  private final Ports ports;
  private final Gate gate;

  public NodePage(Ports ports, Gate gate) {
    this.ports = ports;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(
      NodeHeader header,
      Table table,
      Tags tags,
      Timeline timeline,
      List<Map.Entry<String, String>> facts,
      Actions actions) {}

  /**
   * What can be done here.
   *
   * @param done what was just done, in words; empty when nothing
   */
  public record Actions(
      String certname,
      String csrf,
      List<String> services,
      List<NodeForms.Span> spans,
      String done) {

    /** Where a form goes. */
    public String to(String what) {
      return Names.nodeHref(certname) + "/" + what;
    }

    /** The field that says that this node is meant. */
    public String mark() {
      return TagForm.MARK + certname;
    }
  }

  /** The instances. */
  public record Table(String certname, List<InstanceRow> rows) {}

  /** The tags with who set them. */
  public record Tags(List<TagLine> lines) {}

  /**
   * The events, newest first.
   *
   * @param older the address of what happened before; empty at the beginning of time
   * @param newest the address without a place in time; empty there
   */
  public record Timeline(List<EventLine> lines, String older, String newest) {}

  @Override
  public Screen show(Visit visit) {
    String certname = visit.named("certname");
    gate.require(visit.principal(), Action.READ_NODE, new Target.NodeTarget(certname));
    NodeView node = ports.nodes().find(certname).orElseThrow(() -> unknown(certname));
    List<InstanceView> instances =
        ports.instances().page(new InstanceFilter(certname, null, null, null), "", "", INSTANCES);
    List<TagEntry> entries = ports.tags().all(certname).orElseGet(List::of);
    var header = NodeHeader.of(node, instances, visit.now());
    var table =
        new Table(
            certname,
            instances.stream().map(instance -> InstanceRow.of(instance, visit.now())).toList());
    var tags = new Tags(TagLine.of(entries, visit.now()));
    Timeline timeline = timeline(visit, certname);
    var view =
        new View(
            header,
            table,
            tags,
            timeline,
            List.copyOf(new TreeMap<>(node.facts()).entrySet()),
            new Actions(
                certname,
                visit.csrf(),
                instances.stream().map(InstanceView::service).toList(),
                NodeForms.Span.ALL,
                done(visit)));
    return Screen.of(
        header.titleMark() + certname,
        Section.NODES,
        "node.jte",
        view,
        List.of(
            new Region("node-header", "region/node-header.jte", header),
            new Region("node-instances", "region/node-instances.jte", table),
            new Region("node-tags", "region/node-tags.jte", tags),
            new Region("node-timeline", "region/node-timeline.jte", timeline)));
  }

  static ApiException unknown(String certname) {
    return new ApiException(ErrorCode.NODE_UNKNOWN, "there is no node “" + certname + "”");
  }

  private static String done(Visit visit) {
    return switch (visit.asked("done")) {
      case "suspend" -> "It is left alone now, until the end that you chose.";
      case "resume" -> "It is looked after again.";
      default -> "";
    };
  }

  private Timeline timeline(Visit visit, String certname) {
    @Nullable Long asked = place(visit.asked("before"));
    long before = asked == null ? Long.MAX_VALUE : asked;
    List<EventView> read =
        ports.events().before(new EventFilter(certname, null), before, EVENTS + 1);
    List<EventView> shown = read.size() > EVENTS ? read.subList(0, EVENTS) : read;
    String path = Names.nodeHref(certname);
    String older =
        read.size() > EVENTS ? path + "?before=" + shown.getLast().id() + "#node-timeline" : "";
    return new Timeline(
        shown.stream().map(event -> EventLine.of(event, visit.now())).toList(),
        older,
        asked == null ? "" : path + "#node-timeline");
  }

  private static @Nullable Long place(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ApiException(ErrorCode.CURSOR_INVALID, "“" + text + "” is not an event's id", e);
    }
  }
}

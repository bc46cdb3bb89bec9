package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.OperationView;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.Tone;
import io.kitward.server.console.view.When;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How far something is that a person asked of a node, and what came of it. */
public final class AskedPage implements Page {
  /** More is read from a file, not on a page. */
  private static final int SHOWN = 200_000;

  private final NodeOperations operations;
  private final Gate gate;

  public AskedPage(NodeOperations operations, Gate gate) {
    this.operations = operations;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param what it was, in words
   * @param text the result where it is text; empty while there is none
   * @param cut whether the text goes on
   */
  public record View(
      String certname,
      String what,
      String state,
      boolean over,
      Tone tone,
      String message,
      String by,
      When asked,
      String text,
      boolean cut,
      String here) {
    public String nodeHref() {
      return Names.nodeHref(certname);
    }
  }

  static String address(String certname, String id) {
    return Names.nodeHref(certname) + "/asked/" + Names.encode(id);
  }

  @Override
  public Screen show(Visit visit) {
    String certname = visit.named("certname");
    String id = visit.named("operation");
    gate.require(visit.principal(), Action.OPERATE_NODE, new Target.NodeTarget(certname));
    OperationView operation =
        operations
            .find(certname, id)
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.OPERATION_UNKNOWN,
                            "that node was not asked this, or it is so long ago that it is"
                                + " forgotten")
                        .next("Go back to the node and ask again."));
    String text = operation.contentType() == null ? "" : text(certname, id);
    boolean cut = text.length() > SHOWN;
    var view =
        new View(
            certname,
            operation.kind() + (operation.service().isEmpty() ? "" : " " + operation.service()),
            operation.state(),
            operation.over(),
            tone(operation),
            operation.message(),
            operation.by(),
            When.of(operation.askedAt(), visit.now()),
            cut ? text.substring(text.length() - SHOWN) : text,
            cut,
            address(certname, id));
    return Screen.of(
        operation.state() + " – " + view.what() + " – " + certname,
        Section.NODES,
        "asked.jte",
        view,
        List.of(new Region("asked", "region/asked.jte", view)));
  }

  private String text(String certname, String id) {
    return operations
        .result(certname, id)
        .filter(result -> readable(result.contentType()))
        .map(result -> new String(result.body(), StandardCharsets.UTF_8))
        .orElse("");
  }

  private static boolean readable(String contentType) {
    return contentType.startsWith("text/") || contentType.startsWith("application/json");
  }

  private static Tone tone(OperationView operation) {
    if (!operation.over()) {
      return Tone.MOVING;
    }
    return operation.state().equals("done") ? Tone.OK : Tone.BAD;
  }
}

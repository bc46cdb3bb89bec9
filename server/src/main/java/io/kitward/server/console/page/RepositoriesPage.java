package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.console.view.RepositoryRow;
import io.kitward.server.console.view.Tone;
import java.util.List;

/** Is what is in Git in force here? */
public final class RepositoriesPage implements Page {
  private final Repositories repositories;
  private final Gate gate;

  public RepositoriesPage(Repositories repositories, Gate gate) {
    this.repositories = repositories;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(List<RepositoryRow> rows) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    List<RepositoryRow> rows =
        repositories.list().stream()
            .map(repository -> new RepositoryRow(repository, visit.now()))
            .toList();
    long wrong =
        rows.stream().filter(row -> row.tone() == Tone.BAD || row.tone() == Tone.WARN).count();
    return Screen.of(
        (wrong == 0 ? "" : "✗ " + Counts.of(wrong) + " amiss – ") + "Repositories",
        Section.POLICIES,
        "repositories.jte",
        new View(rows),
        List.of());
  }
}

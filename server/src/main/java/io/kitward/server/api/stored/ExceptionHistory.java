package io.kitward.server.api.stored;

import io.kitward.server.api.port.ExceptionDetail;
import io.kitward.server.rollout.ExceptionCareTable;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.rollout.ExceptionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What happened with an exception and those before it about the same. */
final class ExceptionHistory {
  private static final int RAISED = 20;
  private static final int NOTES = 200;

  private ExceptionHistory() {}

  /** Newest first; the newest two hundred notes, and the openings and closings of twenty. */
  static List<ExceptionDetail.Entry> of(Handle handle, ExceptionTable.Row row) {
    List<ExceptionDetail.Entry> entries = new ArrayList<>();
    for (ExceptionCareTable.Note note :
        ExceptionCareTable.notes(handle, row.kind(), row.subject(), NOTES)) {
      entries.add(new ExceptionDetail.Entry(note.at(), note.author(), note.act(), note.text()));
    }
    for (ExceptionTable.Row raised :
        ExceptionQueries.raised(handle, row.kind(), row.subject(), RAISED)) {
      String id = "x-" + raised.id();
      raised
          .closedAt()
          .ifPresent(
              at ->
                  entries.add(
                      new ExceptionDetail.Entry(
                          at, raised.closedBy().orElse("server"), "closed", id)));
      entries.add(new ExceptionDetail.Entry(raised.openedAt(), "server", "opened", id));
    }
    // The sort is stable: of one moment, what is read first is shown first.
    entries.sort(Comparator.comparing(ExceptionDetail.Entry::at).reversed());
    return List.copyOf(entries);
  }
}

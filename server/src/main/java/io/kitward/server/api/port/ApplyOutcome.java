package io.kitward.server.api.port;

import io.kitward.server.plan.Summary;
import java.util.List;

/** What became of documents that were to be applied together. */
public sealed interface ApplyOutcome {

  /** All of them are stored, in the order in which they were given. */
  record Applied(List<DocumentChange> changes, List<Summary.Caution> warnings)
      implements ApplyOutcome {}

  /** Nothing was changed: whoever wants it must repeat a figure. The plan is kept. */
  record Unconfirmed(PlanView plan) implements ApplyOutcome {}

  /** Nothing was changed: these documents make their writer root on nodes. */
  record NotPermitted(String reason) implements ApplyOutcome {}

  /** Nothing was changed: each place that is wrong, in the documents or in how they fit. */
  record Refused(List<DocumentFault> faults) implements ApplyOutcome {}
}

package io.kitward.server.api.stored;

import io.kitward.policy.Documents;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.PlanTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Plans as they are made, kept and carried out. Thread-safe. */
public final class StoredPlans implements Plans {

  private final Store store;
  private final Planning planning;
  private final TakingEffect effect;
  private final Clock clock;

  public StoredPlans(Store store, Planning planning, TakingEffect effect, Clock clock) {
    this.store = store;
    this.planning = planning;
    this.effect = effect;
    this.clock = clock;
  }

  @Override
  public CreateOutcome create(Asked asked, Actor actor) {
    Documents.Parsed read = DocumentTexts.read(asked.documents());
    if (!read.problems().isEmpty()) {
      return new CreateOutcome.Refused(DocumentTexts.faults(read.problems()));
    }
    Instant now = clock.instant();
    return store.write(
        handle -> NewPlan.create(handle, planning, asked, read.documents(), actor, now));
  }

  @Override
  public List<PlanView> page(long before, int limit) {
    return store.read(
        handle ->
            PlanTable.page(handle, before, limit).stream()
                .map(row -> Planning.view(handle, row))
                .toList());
  }

  @Override
  public Optional<PlanView> find(String id) {
    return read(id, (handle, row) -> Optional.of(Planning.view(handle, row)));
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String after, int limit) {
    return read(id, (handle, row) -> Optional.of(PlanTable.nodes(handle, row.id(), after, limit)));
  }

  @Override
  public Optional<List<PlanGroup>> groups(String id) {
    return read(id, (handle, row) -> Optional.of(PlanTable.groups(handle, row.id())));
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String group, String after, int limit) {
    return read(
        id,
        (handle, row) ->
            PlanTable.groups(handle, row.id()).stream()
                .filter(each -> each.id().equals(group))
                .findFirst()
                .map(each -> PlanTable.nodes(handle, row.id(), each, after, limit)));
  }

  @Override
  public Optional<List<Rewrite>> rewrites(String id) {
    return read(id, (handle, row) -> Optional.of(Rewrites.of(handle, row)));
  }

  @Override
  public PreviewOutcome preview(Asked asked) {
    Documents.Parsed read = DocumentTexts.read(asked.documents());
    if (!read.problems().isEmpty()) {
      return new PreviewOutcome.Refused(DocumentTexts.faults(read.problems()));
    }
    Instant now = clock.instant();
    return store.read(handle -> NewPlan.preview(handle, planning, asked, read.documents(), now));
  }

  @Override
  public Optional<PlanNodeDetail> node(String id, String certname) {
    Instant now = clock.instant();
    return read(
        id,
        (handle, row) ->
            NodeTable.find(handle, certname)
                .map(node -> planning.look(handle, row, node, now))
                .map(look -> PlanDetails.of(look, PlanTable.digests(handle, row.id()))));
  }

  private interface Reading<T> {
    Optional<T> of(Handle handle, PlanTable.Row row);
  }

  private <T> Optional<T> read(String id, Reading<T> reading) {
    OptionalLong number = Planning.number(id);
    return number.isEmpty()
        ? Optional.empty()
        : store.read(
            handle ->
                PlanTable.find(handle, number.getAsLong()).flatMap(row -> reading.of(handle, row)));
  }

  @Override
  public CarryOutcome carryOut(String id, OptionalInt confirm, boolean held, Actor actor) {
    OptionalLong number = Planning.number(id);
    if (number.isEmpty()) {
      return new CarryOutcome.Unknown();
    }
    Instant now = clock.instant();
    return effect.of(
        (handle, touched) ->
            new CarryingOut(handle, planning, actor, now)
                .plan(number.getAsLong(), confirm, held, touched));
  }
}

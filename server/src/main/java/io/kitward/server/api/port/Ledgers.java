package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Consoles that keep hosts, looked at whole: what is there beside what shall be. */
public interface Ledgers {

  /** Looks at a console now; changes nothing. May take seconds. */
  Outcome look(String backend);

  /**
   * Says that a host which Kitward did not make is to be taken over as a node's.
   *
   * @param host the console's own id of it
   */
  Outcome adopt(String backend, String certname, String host, Actor actor);

  /** Deletes a record with Kitward's mark that no node stands behind. */
  Outcome removeOrphan(String backend, String host, Actor actor);

  /** What came of it. */
  sealed interface Outcome {

    /** As the console is now. */
    record Looked(LedgerView ledger) implements Outcome {}

    /** There is no such backend, or it keeps no hosts. */
    record Unknown() implements Outcome {}

    /** The console did not do it; in words. */
    record Failed(String message) implements Outcome {}

    /** It can't be done to this host or node; in words. */
    record Refused(String message) implements Outcome {}
  }

  /**
   * A console's records beside what it shall have.
   *
   * @param kept how many are as they shall be
   * @param strangersInAll of which the first by name are listed
   */
  record LedgerView(
      String backend,
      int kept,
      List<HostView> missing,
      List<HostView> differing,
      List<HostView> orphans,
      List<HostView> duplicates,
      List<AdoptableView> adoptable,
      List<HostView> strangers,
      int strangersInAll) {}

  /**
   * One record.
   *
   * @param id the console's own; empty for what it doesn't have
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record HostView(String id, String name, String note) {}

  /** A host that Kitward did not make and that looks like a node. */
  record AdoptableView(String node, String id, String name, String address, String by) {}
}

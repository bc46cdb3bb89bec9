package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;
import java.util.ArrayList;
import java.util.List;

/** The ledger of the one console of the samples that keeps hosts. Confined to one thread. */
public final class SampleLedgers implements Ledgers {
  private static final String BACKEND = "zabbix-lab";

  /** A name as nobody should be able to give one. */
  public static final String HOSTILE = "<script>alert(1)</script>";

  private final List<HostView> orphans =
      new ArrayList<>(
          List.of(
              new HostView("10112", "old3.lab", "marked 0d4f8a52-9c1e-4e6b-8d7a-3c2b1a0f9e8d")));
  private final List<AdoptableView> adoptable =
      new ArrayList<>(
          List.of(new AdoptableView("web7.lab", "10098", "web7", "10.0.0.7", "address")));

  @Override
  public Outcome look(String backend) {
    if (backend.equals("zabbix-away")) {
      return new Outcome.Failed("zabbix-away: connection refused");
    }
    return backend.equals(BACKEND)
        ? new Outcome.Looked(
            new LedgerView(
                BACKEND,
                201,
                List.of(new HostView("", "db9.lab", "")),
                List.of(new HostView("10101", "web2.lab", "group Databases was taken away")),
                List.copyOf(orphans),
                List.of(),
                List.copyOf(adoptable),
                List.of(new HostView("10084", HOSTILE, "127.0.0.1")),
                31))
        : new Outcome.Unknown();
  }

  @Override
  public Outcome adopt(String backend, String certname, String host, Actor actor) {
    return adoptable.removeIf(each -> each.id().equals(host) && each.node().equals(certname))
        ? look(backend)
        : new Outcome.Refused(backend + " has no host with the id " + host);
  }

  @Override
  public Outcome removeOrphan(String backend, String host, Actor actor) {
    return orphans.removeIf(each -> each.id().equals(host))
        ? look(backend)
        : new Outcome.Refused(backend + " has no host with the id " + host);
  }
}

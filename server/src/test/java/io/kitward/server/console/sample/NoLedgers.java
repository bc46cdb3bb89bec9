package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;

/** No console keeps hosts here. */
final class NoLedgers implements Ledgers {

  @Override
  public Outcome look(String backend) {
    return new Outcome.Unknown();
  }

  @Override
  public Outcome adopt(String backend, String certname, String host, Actor actor) {
    return new Outcome.Unknown();
  }

  @Override
  public Outcome removeOrphan(String backend, String host, Actor actor) {
    return new Outcome.Unknown();
  }
}

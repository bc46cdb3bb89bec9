package io.kitward.connector.apply;

import io.kitward.connector.host.Accounts;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Accounts in memory. */
final class MachinePeople implements Accounts {

  private final Fuse fuse;
  private final Set<String> users = new TreeSet<>();

  MachinePeople(Fuse fuse) {
    this.fuse = fuse;
  }

  Set<String> all() {
    return users;
  }

  @Override
  public Optional<String> gap(AccountDesired account) {
    return users.contains(account.user())
        ? Optional.empty()
        : Optional.of("user " + account.user() + " is missing");
  }

  @Override
  public void ensure(AccountDesired account) {
    fuse.burn(() -> users.add(account.user()));
  }
}

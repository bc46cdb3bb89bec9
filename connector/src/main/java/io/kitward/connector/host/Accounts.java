package io.kitward.connector.host;

import io.kitward.protocol.InstanceDesired.AccountDesired;
import java.util.Optional;

/** The machine's system users and groups. None is ever removed: files may still belong to them. */
public interface Accounts {

  /** A machine that has every account already. */
  Accounts COMPLETE =
      new Accounts() {
        @Override
        public Optional<String> gap(AccountDesired account) {
          return Optional.empty();
        }

        @Override
        public void ensure(AccountDesired account) {}
      };

  /** What is missing of an account, in words; empty when all of it is there. */
  Optional<String> gap(AccountDesired account);

  /** Makes what is missing: a system group, a system user, memberships. Twice does no harm. */
  void ensure(AccountDesired account);
}

package io.kitward.server.console.page;

import io.kitward.server.access.Access;
import io.kitward.server.access.Action;
import io.kitward.server.access.Decision.Allowed;
import io.kitward.server.access.Decision.CredentialNeeded;
import io.kitward.server.access.Decision.Denied;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;

/** The access check of the API, with its refusals as exceptions. Thread-safe. */
public final class Gate {
  private final Access access;

  public Gate(Access access) {
    this.access = access;
  }

  /**
   * Returns when it is permitted.
   *
   * @throws ApiException when it is not
   */
  public void require(Principal principal, Action action, Target target) {
    switch (access.check(principal, action, target)) {
      case Allowed _ -> {}
      case CredentialNeeded _ ->
          throw new ApiException(ErrorCode.CREDENTIAL_NEEDED, "this page is for people signed in");
      case Denied denied -> throw new ApiException(ErrorCode.FORBIDDEN, denied.reason());
    }
  }
}

package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Ledgers.Outcome;

/** What came of a look at a console, as an answer. */
final class LedgerAnswers {

  private LedgerAnswers() {}

  static Response of(String backend, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Looked looked -> Bodies.ok(looked.ledger());
      case Outcome.Unknown _ ->
          throw new ApiException(
              ErrorCode.BACKEND_UNKNOWN,
              "There is no backend “"
                  + JsonBody.printable(backend)
                  + "” that keeps hosts; those of the types zabbix and icinga2 do.");
      case Outcome.Failed failed ->
          throw new ApiException(ErrorCode.CONSOLE_FAILED, failed.message());
      case Outcome.Refused refused ->
          throw new ApiException(ErrorCode.HOST_REFUSED, refused.message());
    };
  }
}

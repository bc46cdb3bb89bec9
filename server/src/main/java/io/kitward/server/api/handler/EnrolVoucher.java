package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Vouchers;
import io.kitward.server.api.port.Vouchers.Outcome;

/** Enrols the key that a compiler signs proofs with. */
record EnrolVoucher(Vouchers vouchers) implements Handler {

  private record Body(String key, String proof) {}

  @Override
  public Response handle(Request request) {
    Body body = JsonBody.read(request, Body.class);
    Outcome outcome =
        vouchers.enrol(
            DeclarationBody.node(request),
            body.key(),
            body.proof(),
            new Actor(request.principal(), request.requestId()));
    return switch (outcome) {
      case Outcome.Enrolled(Vouchers.View view) -> Bodies.ok(view);
      case Outcome.Unlisted(String why) -> throw new ApiException(ErrorCode.VOUCHER_UNLISTED, why);
      case Outcome.Refused(String why) -> throw new ApiException(ErrorCode.PROOF_REFUSED, why);
    };
  }
}

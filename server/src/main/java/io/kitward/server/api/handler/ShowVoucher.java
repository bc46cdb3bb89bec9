package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Vouchers;

/** How the compiler that asks stands here. */
record ShowVoucher(Vouchers vouchers) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.ok(vouchers.of(DeclarationBody.node(request)));
  }
}

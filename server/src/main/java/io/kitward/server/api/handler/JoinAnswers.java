package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining.Outcome;

/** What machines that join are answered, and what they send. */
final class JoinAnswers {

  static final String PEM = "application/x-pem-file";

  /** What a machine that has to wait is told. */
  record Pending(String id) {}

  private JoinAnswers() {}

  /** The certificate request in a body. */
  static String request(Request request) {
    JsonBody.contentType(request, PEM);
    return JsonBody.text(request.body());
  }

  static Response of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Issued(String certificate) -> Bodies.text(PEM, certificate);
      case Outcome.Pending(String id) -> Bodies.json(202, new Pending(id));
      case Outcome.Refused(var refusal, String words) ->
          throw new ApiException(
              switch (refusal) {
                case REQUEST_INVALID -> ErrorCode.JOIN_REQUEST_INVALID;
                case TOKEN_REFUSED -> ErrorCode.JOIN_TOKEN_REFUSED;
                case CERTNAME_TAKEN -> ErrorCode.CERTNAME_TAKEN;
                case REQUEST_UNKNOWN -> ErrorCode.JOIN_REQUEST_UNKNOWN;
                case REQUEST_DENIED -> ErrorCode.JOIN_REQUEST_DECIDED;
                case ISSUER_FOREIGN -> ErrorCode.CERTIFICATE_FOREIGN;
              },
              words);
    };
  }
}

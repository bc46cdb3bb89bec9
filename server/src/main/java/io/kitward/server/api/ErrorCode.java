package io.kitward.server.api;

import java.util.Locale;

/** The one table of errors: stable code, HTTP status, whether trying again helps, and the words. */
public enum ErrorCode {
  // The request as such
  PATH_MALFORMED(
      400, false, "The path cannot be read", "Encode the path as UTF-8 with %XX escapes."),
  QUERY_UNKNOWN(400, false, "Unknown query parameter", "Remove it, or correct its name."),
  QUERY_INVALID(
      400, false, "A query parameter has no valid value", "Correct the value and ask again."),
  CURSOR_INVALID(400, false, "The page cursor is not one of ours", "Start again without `after`."),
  HEADER_INVALID(400, false, "A header has no valid value", "Correct the header and ask again."),
  SELECTOR_MALFORMED(
      400, false, "The selector cannot be read", "Correct the selector at the position shown."),
  BODY_ENCODING(400, false, "The body is not valid UTF-8", "Send the body encoded as UTF-8."),
  JSON_MALFORMED(
      400, false, "The body is not valid JSON", "Correct the JSON at the position shown."),
  JSON_DUPLICATE_KEY(400, false, "A key appears twice", "Keep one of the two."),
  UNKNOWN_FIELD(400, false, "Unknown field", "Remove the field, or correct its name."),
  FIELD_INVALID(
      400,
      false,
      "A field is missing or has a wrong type",
      "Correct the field that the pointer names."),
  ROUTE_UNKNOWN(404, false, "There is nothing at this path", "Look up the path in /openapi.yaml."),
  METHOD_NOT_ALLOWED(
      405,
      false,
      "This path does not know the method",
      "Use one of the methods in the Allow header."),
  REQUEST_TIMEOUT(408, true, "The request took too long to arrive", "Send it again."),
  BODY_TOO_LARGE(
      413, false, "The body is too large", "Send less at once; the limit is in the detail."),
  CONTENT_TYPE_UNSUPPORTED(
      415,
      false,
      "The content type is not supported",
      "Send the content type that the detail names."),
  UPGRADE_REQUIRED(
      426,
      false,
      "This address speaks OpAMP",
      "Connect with an OpAMP client, over WebSocket or by HTTP polling."),
  TOO_MANY_AGENTS(
      429,
      true,
      "Too many agents with one certificate",
      "Give each machine a certificate of its own, and each agent one instance_uid for good."),
  HEADERS_TOO_LARGE(
      431,
      false,
      "The request line or the headers are too large",
      "Send fewer or shorter headers."),
  // Who asks
  CREDENTIAL_NEEDED(401, false, "Sign in first", "Send a token: Authorization: Bearer TOKEN."),
  CREDENTIAL_INVALID(
      401,
      false,
      "The token is not valid",
      "Get a new token; it may have been revoked or mistyped."),
  FORBIDDEN(
      403, false, "Not permitted", "Use a credential that may do this, or ask an administrator."),
  DOCUMENT_PRIVILEGED(
      403,
      false,
      "This document makes its writer root on nodes",
      "Have an administrator apply it; nothing was changed."),
  IDENTITY_REFUSED(
      403,
      false,
      "This certificate does not speak for the node",
      "Have an administrator link or remove the node."),
  PROOF_REFUSED(
      403,
      false,
      "The proof is not believed",
      "Run Puppet again with a fresh catalog; if it stays, look at the compiler's key and clock."),
  VOUCHER_UNLISTED(
      403,
      false,
      "This compiler does not count",
      "List its certname in puppet.vouchers of Kitward's configuration."),
  // What it is about
  NODE_UNKNOWN(404, false, "No such node", "List the nodes: kitward get nodes."),
  DOCUMENT_UNKNOWN(
      404,
      false,
      "No such document",
      "List them: kitward get services, policies, bundles or backends."),
  KIND_UNKNOWN(
      404,
      false,
      "No such kind of document",
      "Use a kind that docs/reference/documents.md names, such as Policy."),
  BACKEND_UNKNOWN(404, false, "No such backend", "List the backends: kitward get backends."),
  EXCEPTION_UNKNOWN(
      404, false, "No such exception", "List the exceptions: kitward exception list."),
  TOKEN_UNKNOWN(404, false, "No such token", "List the tokens: GET /v1/tokens."),
  SECRET_UNKNOWN(404, false, "No such secret", "List the secrets: kitward secret list."),
  SECRET_VALUE_NEEDED(
      409,
      false,
      "A person gives this secret its values",
      "Give it the next one: kitward secret rotate NAME -f FILE."),
  SECRET_MADE_BY_SERVER(
      409,
      false,
      "The server makes the values of this secret",
      "Have it make the next one: kitward secret rotate NAME."),
  OPERATION_UNKNOWN(
      404,
      false,
      "No such operation",
      "Ask again: operations are remembered for a while, and not over a restart of the server."),
  RESULT_MISSING(
      409, true, "There is no result", "Look how far the operation is; its message says more."),
  NODE_NOT_CONNECTED(
      409,
      true,
      "The node takes no operation now",
      "Try again when it is connected: kitward get nodes."),
  PACKAGE_MISSING(
      404,
      true,
      "The server holds no such connector package",
      "Build it, or set `connector.packages` in the server's configuration."),
  JOIN_TOKEN_REFUSED(
      403,
      false,
      "The join token does not let this machine in",
      "Make a new token: kitward token join."),
  JOIN_REQUEST_INVALID(
      422,
      false,
      "The certificate request is not taken",
      "Make the request again, with a P-256 key and the certname as its common name."),
  CERTNAME_TAKEN(
      409,
      false,
      "There is a node of this name already",
      "Use another name, or the way that the detail names."),
  JOIN_REQUEST_UNKNOWN(404, false, "No such join request", "List them: kitward node requests."),
  JOIN_REQUEST_DECIDED(409, false, "The join request is decided", "Have the machine ask again."),
  JOIN_TOKEN_UNKNOWN(404, false, "No such join token", "List them: kitward token list."),
  CERTIFICATE_FOREIGN(
      409,
      false,
      "Another authority issued this certificate",
      "Renew it where it came from, for instance with Puppet."),
  SOURCE_MALFORMED(
      400,
      false,
      "This is not a source of tags",
      "Use node, user/NAME, token/NAME or import/NAME."),
  // What it says
  TAG_MALFORMED(
      422,
      false,
      "A tag is malformed",
      "Correct the tag at the position shown; nothing was changed."),
  TAGS_TOO_MANY(
      422, false, "Too many tags", "Send at most 1,000 tags for one source; nothing was changed."),
  DOCUMENTS_INVALID(
      422,
      false,
      "The documents do not hold together",
      "Correct each place that is named; nothing was changed."),
  DOCUMENT_MANAGED(
      409,
      false,
      "This document is managed elsewhere",
      "Change it where it is managed, or take it over."),
  REPOSITORY_UNKNOWN(
      404, false, "No such repository", "List the repositories: kitward get repositories."),
  COMMIT_NOT_WAITING(
      409,
      false,
      "This commit does not wait for approval",
      "See how the repository stands: kitward describe repository NAME."),
  DOCUMENT_IN_USE(
      409, false, "Another document needs this one", "Change or delete the documents named first."),
  HOST_REFUSED(
      409,
      false,
      "This host is not Kitward's to change",
      "Look at the console again: kitward backend check."),
  CONSOLE_FAILED(
      502,
      true,
      "The console does not do what it is asked",
      "See how it stands: kitward get backends, and its own log."),
  EXCEPTION_NOT_RELEASABLE(
      409,
      false,
      "There is nothing to release",
      "Look at the exception again: it is closed or closes by itself."),
  EXCEPTION_CLOSED(
      409, false, "The exception is closed", "List those that are open: kitward exception list."),
  EXCEPTION_NOT_ACCEPTABLE(
      409,
      false,
      "This can't be accepted",
      "Look at what it holds, and release it: kitward exception release ID."),
  PLAN_UNKNOWN(404, false, "No such plan", "List the plans: kitward get plans."),
  PLAN_IMPOSSIBLE(
      409, false, "This can't be planned", "Correct what the detail names; nothing was changed."),
  PLAN_OUTDATED(
      409, false, "The plan is outdated", "Make the plan again, look at it, and apply that."),
  PLAN_APPLIED(409, false, "The plan was applied already", "Make a new plan."),
  CHANGE_NEEDED(
      409,
      false,
      "This needs a change's ticket",
      "Repeat it with the ticket: --change=TICKET; nothing was changed."),
  CONFIRMATION_NEEDED(
      409, false, "This must be confirmed", "Repeat it with the figure that the detail names."),
  TOKEN_EXISTS(
      409, false, "A token of this name exists", "Choose another name, or revoke the token first."),
  PRECONDITION_FAILED(
      412,
      false,
      "It changed in the meantime",
      "Read it again and repeat the change on what you find."),
  TOO_MANY_REQUESTS(
      429, true, "Too many requests from this address", "Wait a minute and try again."),
  // The server
  INTERNAL(
      500,
      true,
      "The server made a mistake",
      "Try again; if it stays, report it with the request id."),
  STORE_UNAVAILABLE(
      503, true, "The store does not answer", "Try again soon; nothing that was answered is lost."),
  NOT_READY(503, true, "The server is not ready", "Try again soon."),
  DISCOVERY_UNSURE(
      503, true, "The list is not certain now", "Keep the last list and ask again soon.");

  private final int status;
  private final boolean retryable;
  private final String title;
  private final String next;

  ErrorCode(int status, boolean retryable, String title, String next) {
    this.status = status;
    this.retryable = retryable;
    this.title = title;
    this.next = next;
  }

  /** The stable code, such as {@code tag-malformed}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int status() {
    return status;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  public String title() {
    return title;
  }

  /** What to do next. */
  public String next() {
    return next;
  }
}

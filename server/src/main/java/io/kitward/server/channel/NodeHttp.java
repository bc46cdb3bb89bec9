package io.kitward.server.channel;

/** What answers the HTTP requests of nodes, everything but the OpAMP endpoint. */
@FunctionalInterface
public interface NodeHttp {

  /** Answers a request. Called on virtual threads, one call at a time per connection. */
  NodeHttpReply handle(NodeHttpRequest request);

  /**
   * The answer to a request that never became whole. An implementation may give it the API's own
   * shape; it must not block, since it is called on the door's event loops too.
   */
  default NodeHttpReply.Whole refusal(DoorProblem problem, String detail) {
    return problem.reply(detail);
  }
}

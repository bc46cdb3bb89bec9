package io.kitward.server.api.port;

import io.kitward.protocol.Operation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people ask of nodes now. */
public interface NodeOperations {

  /** What is asked for. */
  record Asked(
      Operation.Kind kind,
      String service,
      Instant deadline,
      @Nullable Instant until,
      String reason,
      int lines) {}

  /** What became of it. */
  sealed interface Outcome {

    record Sent(OperationView operation) implements Outcome {}

    record NodeUnknown() implements Outcome {}

    /** The connector has no session, does not take operations, or has too many already. */
    record NotTaken() implements Outcome {}
  }

  /** The result of an operation that is done. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Result(String contentType, byte[] body) {}

  /** Asks a node, and says so in the audit trail. */
  Outcome ask(String certname, Asked asked, Actor actor);

  /** How far it is; empty when that node was not asked it, or it is forgotten. */
  Optional<OperationView> find(String certname, String id);

  /** Its result; empty while there is none. */
  Optional<Result> result(String certname, String id);
}

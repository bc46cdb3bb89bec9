package io.kitward.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person asks of a node now. It is sent once, over the session that is open; it is
 * lost with that session, and the server says so.
 *
 * @param id whoever answers names it
 * @param service a service's name; empty for all of them, or the node itself
 * @param deadline nobody waits for the answer after it
 * @param until when a suspension ends; null for other kinds
 * @param reason why, as the person said; may be empty
 * @param by who asks, in words
 * @param lines how many lines of a log, at most
 * @param tools what to look for; empty for other kinds than {@code TOOLS}
 */
public record Operation(
    String id,
    Kind kind,
    String service,
    Instant deadline,
    @Nullable Instant until,
    String reason,
    String by,
    int lines,
    List<Tool> tools) {

  @SuppressWarnings({"NullAway", "ConstantValue"}) // an older server does not send them
  public Operation {
    tools = tools == null ? List.of() : List.copyOf(tools);
  }

  /**
   * A management tool by which it is known on any node.
   *
   * @param service the name of its document
   * @param packages names of its packages, of every family
   * @param units names of its units
   */
  public record Tool(String service, List<String> packages, List<String> units) {}

  /** What is asked for. */
  public enum Kind {
    /** Look now, and say what is seen. */
    CHECK,
    /** The last lines of a service's log, without what looks like a secret. */
    LOGS,
    /** An archive of what helps to understand the node. */
    DIAGNOSTICS,
    /** Change nothing until a time. */
    SUSPEND,
    /** Go on. */
    RESUME,
    /** Which of these tools are there, and whose they are: a list of {@link FoundTool}. */
    TOOLS,
    /** What a console's own probes say of its members: the output of a service's commands. */
    MEMBERS
  }
}

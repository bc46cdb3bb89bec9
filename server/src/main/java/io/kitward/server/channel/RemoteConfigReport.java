package io.kitward.server.channel;

/**
 * How far an agent is with the desired state that was last offered to it.
 *
 * @param stateHash {@link io.kitward.protocol.OpAmp#hash} in hexadecimal of the state that the
 *     agent means; empty when it never got one
 * @param message what went wrong, as a sentence for people; empty when there is nothing to say
 */
public record RemoteConfigReport(String stateHash, Status status, String message) {

  /** What the agent did with the state. */
  public enum Status {
    /** It says nothing, for instance because it never got a state. */
    UNSET,
    APPLYING,
    APPLIED,
    FAILED
  }
}

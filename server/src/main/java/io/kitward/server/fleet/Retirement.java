package io.kitward.server.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a node's leaving is.
 *
 * @param by who decided it; {@link #SERVER} when nobody did
 */
public record Retirement(State state, Optional<Instant> at, String by, String why) {

  /** Who retires nodes by itself. */
  public static final String SERVER = "server";

  /** The steps of leaving. */
  public enum State {
    /** It is not leaving. */
    HERE(""),
    /** It would leave by itself, but too many would at once: a person has to look. */
    HELD("held"),
    /** Its services are being taken away, as their contracts say. */
    LEAVING("leaving"),
    /** It has left: nothing is sent to it, no console lists it; its history stays. */
    GONE("gone");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** The form in the store and in the API. */
    public String text() {
      return text;
    }

    static State of(String text) {
      for (State state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("no state of leaving is called " + text);
    }
  }

  /** A node that is not leaving. */
  public static final Retirement NONE = new Retirement(State.HERE, Optional.empty(), "", "");

  public boolean leaving() {
    return state == State.LEAVING;
  }

  public boolean gone() {
    return state == State.GONE;
  }

  /** Whether a person sent it away, so that it does not come back by itself. */
  public boolean byPerson() {
    return (gone() || leaving()) && !by.equals(SERVER);
  }
}

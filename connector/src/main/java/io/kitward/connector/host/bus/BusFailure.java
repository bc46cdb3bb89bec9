package io.kitward.connector.host.bus;

/** An answer of the bus that is an error. */
public final class BusFailure extends Exception {

  private final String name;

  public BusFailure(String name, String message) {
    super(message.isEmpty() ? name : message);
    this.name = name;
  }

  /** The error's name, for instance {@code org.freedesktop.systemd1.NoSuchUnit}. */
  public String name() {
    return name;
  }
}

package io.kitward.connector.config;

import io.kitward.protocol.InstanceDesired;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What no server may do on this node. Beyond what its owner writes, some things are always out of
 * bounds, see {@link Guarded}: else a server could lift the limits.
 *
 * @param services which services may be handled
 * @param paths below which folders files may be written
 * @param hooks which programs may be run: hooks, commands of checks, validations
 * @param repositories the URLs below which package repositories may lie
 * @param packages which packages may be installed
 * @param accounts which users may be made
 * @param consoles which consoles may be asked for the server, as {@code HOST} or {@code HOST:PORT}
 * @param startsPerDay how often units of a service may be started by themselves within 24 hours; 0
 *     for what the server says
 * @param mode whether anything is changed at all
 */
public record Limits(
    Allowed services,
    Allowed paths,
    Allowed hooks,
    Allowed repositories,
    Allowed packages,
    Allowed accounts,
    Allowed consoles,
    int startsPerDay,
    Mode mode) {

  /** Whether the connector changes things or only reports. */
  public enum Mode {
    ENFORCE,
    OBSERVE
  }

  /** No limit beyond what is always out of bounds. */
  public static final Limits NONE = new Limits(false, List.of(), false, List.of(), Mode.ENFORCE);

  /** Limits of services and paths alone. */
  public Limits(
      boolean servicesLimited,
      List<String> services,
      boolean pathsLimited,
      List<String> paths,
      Mode mode) {
    this(
        new Allowed(servicesLimited, services),
        new Allowed(pathsLimited, paths),
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        0,
        mode);
  }

  /** Why this instance is beyond the limits as it stands; empty when it is within them. */
  public Optional<String> refusal(InstanceDesired instance) {
    return refusal(instance, UnaryOperator.identity());
  }

  /**
   * Why this instance is beyond the limits; empty when it is within them.
   *
   * @param leads where a path leads on this machine
   */
  public Optional<String> refusal(InstanceDesired instance, UnaryOperator<String> leads) {
    return new Guard(this, leads).refusal(instance);
  }

  /**
   * Why a console may not be asked for the server; empty when it may. Where the owner has limited
   * anything else, only what {@code limits.consoles} names may be.
   */
  public Optional<String> consoleRefusal(URI uri) {
    return new ConsoleGuard(this).refusal(uri);
  }

  /** Whether no console is at this address, whatever name leads there. */
  public static boolean noConsole(InetAddress address) {
    return ConsoleGuard.forbidden(address);
  }
}

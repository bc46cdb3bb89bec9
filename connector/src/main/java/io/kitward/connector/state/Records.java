package io.kitward.connector.state;

import io.kitward.protocol.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The records of what was there before, one a service, with copies of files beside them. */
public final class Records {

  private static final String FOLDER = "record";
  private static final String SUFFIX = ".json";
  private static final String DAMAGED = ".damaged";

  private final Storage storage;

  public Records(Storage storage) {
    this.storage = storage;
  }

  /** A record as it was found. */
  public sealed interface Found {
    /** There is none. */
    record Missing() implements Found {}

    /** It cannot be read, so nothing that it covers may be undone. */
    record Damaged(String reason) implements Found {}

    /** It is whole. */
    record Whole(Before before) implements Found {}
  }

  private record Sealed(String digest, Before before) {}

  /** Reads the record of a service. */
  public Found find(String service) {
    Optional<byte[]> bytes = storage.read(name(service));
    if (bytes.isEmpty()) {
      return new Found.Missing();
    }
    try {
      // The digest is of what was written, which another version of this program may have done.
      Object before = null;
      Object digest = "";
      if (Payload.tree(bytes.get()) instanceof Map<?, ?> tree) {
        before = tree.get("before");
        digest = tree.get("digest");
      }
      if (!Payload.digest(before).equals(digest)) {
        return new Found.Damaged("the record of " + service + " differs from its digest");
      }
      return new Found.Whole(Payload.value(before, Before.class));
    } catch (IllegalArgumentException | NullPointerException e) {
      return new Found.Damaged("the record of " + service + " is unreadable");
    }
  }

  /** Keeps a record, durable when this returns. */
  public void keep(Before before) {
    storage.write(
        name(before.service()), Payload.bytes(new Sealed(Payload.digest(before), before)));
  }

  /** Lays a damaged record aside for people to look at; {@link #forget} takes it along. */
  public void setAside(String service) {
    storage.read(name(service)).ifPresent(bytes -> storage.write(name(service) + DAMAGED, bytes));
  }

  /** Keeps a copy of a file's bytes, durable when this returns. */
  public void keepCopy(String service, byte[] content) {
    String name = copyName(service, Payload.sha256(content));
    if (storage
        .read(name)
        .filter(old -> Payload.sha256(old).equals(Payload.sha256(content)))
        .isEmpty()) {
      storage.write(name, content);
    }
  }

  /** The copy with this digest; empty when it is missing or damaged. */
  public Optional<byte[]> copy(String service, String digest) {
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    return storage
        .read(copyName(service, digest))
        .filter(content -> Payload.sha256(content).equals(digest));
  }

  /** The services that have a record. */
  public List<String> services() {
    var services = new ArrayList<String>();
    for (String name : storage.names(FOLDER)) {
      if (name.endsWith(SUFFIX)) {
        services.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return services;
  }

  /**
   * The whole records of all services but one.
   *
   * @param gone whether a service was taken away already: its record says nothing any more
   */
  public List<Before> others(String service, Predicate<String> gone) {
    var others = new ArrayList<Before>();
    for (String other : services()) {
      if (!other.equals(service)
          && !gone.test(other)
          && find(other) instanceof Found.Whole(Before before)) {
        others.add(before);
      }
    }
    return others;
  }

  /** Forgets the record of a service and its copies. */
  public void forget(String service) {
    storage.delete(name(service));
    storage.delete(name(service) + DAMAGED);
    for (String copy : storage.names(FOLDER + "/" + service + ".copies")) {
      storage.delete(copyName(service, copy));
    }
  }

  private static String name(String service) {
    return FOLDER + "/" + service + SUFFIX;
  }

  private static String copyName(String service, String digest) {
    return FOLDER + "/" + service + ".copies/" + digest;
  }
}

package io.kitward.server.api.port;

import java.util.List;
import java.util.Optional;

/** Secrets that documents refer to: values go in, none comes out. */
public interface SecretVersions {

  /** The longest value, in bytes of UTF-8. */
  int LONGEST = 64 * 1024;

  /** The newest version of each, sorted by name. */
  List<SecretView> list();

  /**
   * Keeps a value as the next version; earlier versions stay, since nodes may still be told them.
   * Empty, and nothing kept, when the server makes the secret's values itself.
   */
  Optional<NewSecretVersion> add(String name, String value, Actor actor);

  /**
   * Makes the next version of a secret that the server makes; what refers to the newest one by
   * itself follows at once.
   */
  Rotation rotate(String name, Actor actor);

  /** What became of a rotation. */
  sealed interface Rotation {

    /** There is a next version. */
    record Made(NewSecretVersion version) implements Rotation {}

    /** A person gives this secret its values. */
    record ValueNeeded() implements Rotation {}

    /** There is no such secret. */
    record Unknown() implements Rotation {}
  }
}

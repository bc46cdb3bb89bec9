package io.kitward.server.api.port;

import java.util.List;

/** Secrets that documents refer to: values go in, none comes out. */
public interface SecretVersions {

  /** The longest value, in bytes of UTF-8. */
  int LONGEST = 64 * 1024;

  /** The newest version of each, sorted by name. */
  List<SecretView> list();

  /**
   * Keeps a value as the next version; earlier versions stay, since nodes may still be told them.
   */
  SecretView add(String name, String value, Actor actor);
}

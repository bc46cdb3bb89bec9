package io.kitward.server.config;

/** A mistake in the configuration: says where it stands, which key, and what to write instead. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }

  static ConfigException of(Setting setting, String problem) {
    return new ConfigException(setting.origin() + ": " + setting.key() + ": " + problem);
  }
}

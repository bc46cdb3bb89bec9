package io.kitward.server.backup;

/** A backup or a restore that did not come about; its words say why and what to do. */
public final class BackupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BackupException(String message) {
    super(message);
  }

  BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}

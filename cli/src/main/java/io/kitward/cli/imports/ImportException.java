package io.kitward.cli.imports;

import java.util.List;

/** Something that was read can't be taken as it is: what, where, and what to do about it. */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final String next;
  private final transient List<String> lines;

  ImportException(String code, String message, String next) {
    this(code, message, next, List.of());
  }

  ImportException(String code, String message, String next, List<String> lines) {
    super(message);
    this.code = code;
    this.next = next;
    this.lines = List.copyOf(lines);
  }

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** What to do; empty when there is nothing to add. */
  public String next() {
    return next;
  }

  /** Each fault, with its place. */
  public List<String> lines() {
    return lines == null ? List.of() : lines;
  }
}

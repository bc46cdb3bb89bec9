package io.kitward.connector.log;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes each event from level INFO on as one line to standard output, which is the journal's under
 * systemd; there the line begins with its priority as sd-daemon(3) says. Thread-safe.
 */
final class JournalLogger extends AbstractLogger {

  private static final long serialVersionUID = 1L;
  private static final int CAUSES = 6;
  private static final boolean JOURNAL = System.getenv("JOURNAL_STREAM") != null;

  JournalLogger(String name) {
    this.name = name;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable error) {
    print(System.out, line(level, JOURNAL, message, arguments, error));
  }

  private static void print(PrintStream out, String line) {
    out.println(line);
    out.flush();
  }

  /** One event as one line: line breaks within it become blanks, so that nobody can forge one. */
  static String line(
      Level level,
      boolean withPriority,
      @Nullable String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable error) {
    var line = new StringBuilder();
    if (withPriority) {
      line.append('<').append(priority(level)).append('>');
    }
    String text = MessageFormatter.basicArrayFormat(message, arguments);
    line.append(text == null ? "" : text);
    if (error != null) {
      line.append(": ").append(error);
      StackTraceElement[] trace = error.getStackTrace();
      for (int i = 0; i < trace.length && i < CAUSES; i++) {
        line.append(" at ").append(trace[i]);
      }
      if (error.getCause() != null) {
        line.append("; caused by ").append(error.getCause());
      }
    }
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, ' ');
      }
    }
    return line.toString();
  }

  private static int priority(Level level) {
    return switch (level) {
      case ERROR -> 3;
      case WARN -> 4;
      case INFO -> 6;
      case DEBUG, TRACE -> 7;
    };
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return true;
  }
}

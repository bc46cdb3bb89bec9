package io.kitward.server.api.port;

import java.util.regex.Pattern;

/**
 * What a person does with an exception, beside ending its cause. Each holds only what may be kept.
 */
public sealed interface ExceptionAct {

  /** The longest comment and reason. */
  int LONGEST_TEXT = 2_000;

  /** The word of the audit trail, such as {@code assign-exception}. */
  String action();

  /**
   * It is somebody's.
   *
   * @param to a user's name; empty: nobody's
   */
  record Assign(String to) implements ExceptionAct {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._@+/-]{0,99})?");

    /** Takes the name as it is. */
    public Assign {
      if (!NAME.matcher(to).matches()) {
        throw new IllegalArgumentException(
            "a name has letters, digits and . _ @ + / -, at most 100; leave it empty for nobody");
      }
    }

    @Override
    public String action() {
      return "assign-exception";
    }
  }

  /** Something worth knowing for whoever looks next. */
  record Comment(String text) implements ExceptionAct {
    /** Takes the text without blanks around it. */
    public Comment {
      text = text.strip();
      check(text, "a comment");
    }

    @Override
    public String action() {
      return "comment-exception";
    }
  }

  /**
   * It may be so until a time: nobody is told of it, and it does not count as open.
   *
   * @param until as {@link Until} reads it
   */
  record Accept(String until, String reason) implements ExceptionAct {
    /** Takes the reason without blanks around it. */
    public Accept {
      reason = reason.strip();
      check(reason, "a reason");
    }

    @Override
    public String action() {
      return "accept-exception";
    }
  }

  /** Its acceptance is over. */
  record Reopen() implements ExceptionAct {
    @Override
    public String action() {
      return "reopen-exception";
    }
  }

  private static void check(String text, String what) {
    boolean unseen =
        text.codePoints()
            .anyMatch(
                point ->
                    (point != '\n' && Character.isISOControl(point))
                        || Character.getType(point) == Character.SURROGATE);
    if (text.isEmpty() || text.length() > LONGEST_TEXT || unseen) {
      throw new IllegalArgumentException(
          what + " is needed: text of " + LONGEST_TEXT + " characters at most");
    }
  }
}

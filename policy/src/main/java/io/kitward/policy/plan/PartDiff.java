package io.kitward.policy.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.util.List;

/**
 * One part of an instance that differs.
 *
 * @param part such as {@code file /etc/x}, {@code package y} or {@code parameters}
 * @param unified the difference in unified form with three lines around; secrets as references
 */
public record PartDiff(String part, String unified) {

  static PartDiff of(String part, String before, String after) {
    List<String> old = lines(before);
    Patch<String> patch = DiffUtils.diff(old, lines(after));
    List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(part, part, old, patch, 3);
    return new PartDiff(part, String.join("\n", unified) + "\n");
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : text.lines().toList();
  }
}

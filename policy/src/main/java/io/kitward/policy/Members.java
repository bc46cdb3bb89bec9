package io.kitward.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The members of a console as templates see them: {@code {{#members}}…{{/members}}}. */
final class Members {

  /** The section. */
  static final String NAME = "members";

  /** What stands for each member, beside {@code fields.NAME}. */
  static final Set<String> VALUES = Set.of("certname", "address", "service");

  private static final String FIELDS = "fields.";

  private Members() {}

  static boolean isField(String name) {
    return name.startsWith(FIELDS) && name.length() > FIELDS.length();
  }

  /**
   * One map for each member. A field that only some have is empty for the others. A member with a
   * value that can't be made harmless in this format is left out: one node never keeps a console
   * from all others.
   */
  static List<Map<String, Object>> in(Format format, List<Member> members) {
    var names = new TreeSet<String>();
    members.forEach(member -> names.addAll(member.fields().keySet()));
    return members.stream()
        .filter(member -> harmless(format, member))
        .map(member -> values(member, names))
        .toList();
  }

  private static Map<String, Object> values(Member member, Set<String> names) {
    Map<String, Object> values = new HashMap<>();
    values.put("certname", member.certname());
    values.put("address", member.address());
    values.put("service", member.service());
    names.forEach(name -> values.put(FIELDS + name, member.fields().getOrDefault(name, "")));
    return values;
  }

  private static boolean harmless(Format format, Member member) {
    try {
      format.escape(member.certname());
      format.escape(member.address());
      format.escape(member.service());
      member.fields().values().forEach(format::escape);
      return true;
    } catch (RenderException unfit) {
      return false;
    }
  }
}

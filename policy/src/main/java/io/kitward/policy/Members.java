package io.kitward.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a console as templates see them: {@code {{#members}}…{{/members}}}, and in it
 * {@code {{#services}}…{{/services}}}.
 */
final class Members {

  /** The section over nodes. */
  static final String NAME = "members";

  /** The section over the services of one node, within the other. */
  static final String SERVICES = "services";

  /** What stands for each node. */
  static final Set<String> VALUES = Set.of("certname", "address", SERVICES);

  private static final String SERVICE = "service";
  private static final String FIELDS = "fields.";

  /**
   * An IP address or a name, which is all that an address may be: a node says its own, and there
   * are consoles that run a command when an address begins with {@code cmd:} or {@code ssh:}.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9A-Fa-f.:]{1,45}|[0-9A-Za-z_][0-9A-Za-z_.-]{0,252}");

  private Members() {}

  /** Whether a name stands for something of one service: {@code service} or {@code fields.NAME}. */
  static boolean isOfService(String name) {
    return name.equals(SERVICE) || (name.startsWith(FIELDS) && name.length() > FIELDS.length());
  }

  /** The values of one service; a field that it does not have is empty. */
  private static final class ServiceValues extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object get(@Nullable Object key) {
      Object value = super.get(key);
      return value == null && key instanceof String name && name.startsWith(FIELDS) ? "" : value;
    }
  }

  /**
   * One map for each node. What can't be made harmless in this format is left out, a service or a
   * whole node: one node never keeps a console from all others.
   */
  static List<Map<String, Object>> in(Format format, List<Member> members) {
    var all = new ArrayList<Map<String, Object>>();
    for (Member member : members) {
      List<Map<String, Object>> services =
          member.services().stream()
              .filter(service -> harmless(format, service))
              .map(Members::values)
              .toList();
      if (!services.isEmpty()
          && ADDRESS.matcher(member.address()).matches()
          && harmless(format, List.of(member.certname(), member.address()))) {
        Map<String, Object> values = new HashMap<>();
        values.put("certname", member.certname());
        values.put("address", member.address());
        values.put(SERVICES, services);
        all.add(values);
      }
    }
    return all;
  }

  private static Map<String, Object> values(Member.Service service) {
    Map<String, Object> values = new ServiceValues();
    values.put(SERVICE, service.name());
    service.fields().forEach((name, value) -> values.put(FIELDS + name, value));
    return values;
  }

  private static boolean harmless(Format format, Member.Service service) {
    var texts = new ArrayList<>(service.fields().values());
    texts.add(service.name());
    return harmless(format, texts);
  }

  private static boolean harmless(Format format, List<String> texts) {
    try {
      texts.forEach(format::escape);
      return texts.stream().noneMatch(text -> text.contains("${"));
    } catch (RenderException unfit) {
      return false;
    }
  }
}

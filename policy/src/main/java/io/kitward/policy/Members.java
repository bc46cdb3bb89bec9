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
  static final Set<String> VALUES = Set.of("certname", "address", "ip", SERVICES);

  private static final String SERVICE = "service";
  private static final String FIELDS = "fields.";

  /**
   * An IP address or a name, which is all that an address may be: a node says its own, and there
   * are consoles that run a command when an address begins with {@code cmd:} or {@code ssh:}.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9A-Fa-f.:]{1,45}|[0-9A-Za-z_][0-9A-Za-z_.-]{0,252}");

  /** An IP address and no name: one of the two signs is in each, and in no name of that kind. */
  private static final Pattern IP =
      Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|(?=[^:]*:)[0-9A-Fa-f.:]{2,45}");

  private Members() {}

  /**
   * Whether a name stands for a key that the member has for itself, and that others may not see.
   */
  static boolean isKey(String name) {
    return name.startsWith(FIELDS)
        && RegistrationFields.KEYS.contains(name.substring(FIELDS.length()));
  }

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
   *
   * @param readByAll whether every user of the console's node may read the file, where a template
   *     that names a member's key is refused
   */
  static List<Map<String, Object>> in(Format format, boolean readByAll, List<Member> members) {
    var all = new ArrayList<Map<String, Object>>();
    for (Member member : members) {
      List<Map<String, Object>> services =
          member.services().stream()
              .filter(service -> harmless(format, service))
              .map(service -> values(member, service, readByAll))
              .toList();
      if (!services.isEmpty()
          && member.certname().length() <= format.longestName()
          && ADDRESS.matcher(member.address()).matches()
          && harmless(format, List.of(member.certname(), member.address()))) {
        Map<String, Object> values = new HashMap<>();
        values.put("certname", member.certname());
        values.put("address", member.address());
        values.put("ip", IP.matcher(member.address()).matches() ? member.address() : "");
        values.put(SERVICES, services);
        all.add(values);
      }
    }
    return all;
  }

  private static Map<String, Object> values(
      Member member, Member.Service service, boolean readByAll) {
    Map<String, Object> values = new ServiceValues();
    values.put(SERVICE, service.name());
    service
        .fields()
        .forEach(
            (name, value) -> {
              boolean key =
                  RegistrationFields.KEYS.contains(name)
                      && ParameterValue.Secret.isKeyOf(value, service.name(), member.certname());
              Object shown = readByAll ? Templates.EXPOSED_KEY : new Templates.NodeKey(value);
              values.put(FIELDS + name, key ? shown : value);
            });
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

package io.kitward.cli.imports;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the tags of hosts while they are read. What can't be a tag is collected with its place,
 * and refused at the end, all of it together. Not thread-safe.
 */
final class HostTags {

  /** As the server has it: what Puppet's certificates are named. */
  private static final Pattern CERTNAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?");

  /** The server's limit for one source on one node. */
  private static final int MOST_TAGS = 1_000;

  private static final int FAULTS_SHOWN = 20;
  private static final int LONGEST_SHOWN = 80;
  private static final int LONGEST_LABEL = 63;

  private final Invalid invalid;
  private final Optional<String> domain;
  private final SortedMap<String, SortedSet<String>> hosts = new TreeMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Set<Mapping> used = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int faultCount;

  /**
   * Begins without any host.
   *
   * @param domain what is added to names without a dot
   */
  HostTags(Invalid invalid, Optional<String> domain) {
    this.invalid = invalid;
    this.domain = domain;
  }

  /** One host whose tags are gathered. */
  final class Host {
    private final String name;
    private final String place;
    private final SortedSet<String> tags;

    private Host(String name, String place, SortedSet<String> tags) {
      this.name = name;
      this.place = place;
      this.tags = tags;
    }

    /** The tag, or tags, of a value: nothing for an empty one, one for each of a list. */
    void value(Mapping mapping, @Nullable Object value) {
      if (value == null) {
        return;
      }
      if (value instanceof Collection<?> list) {
        for (Object each : list) {
          if (each != null) {
            single(mapping, each);
          }
        }
        return;
      }
      single(mapping, value);
    }

    private void single(Mapping mapping, Object value) {
      Optional<String> text = Tree.text(value);
      if (text.isEmpty()) {
        spoilt(mapping.path() + " is more than one value; map a path below it");
        return;
      }
      if (text.get().isEmpty()) {
        return;
      }
      used.add(mapping);
      add(mapping.key(), text.get(), mapping.path() + " as " + mapping.key());
    }

    /**
     * A whole tag, {@code key} or {@code key=value}.
     *
     * @param origin where it is from
     */
    void tag(String text, String origin) {
      int equals = text.indexOf('=');
      add(
          equals < 0 ? text : text.substring(0, equals),
          equals < 0 ? "" : text.substring(equals + 1),
          origin);
    }

    private void add(String key, String value, String origin) {
      try {
        keep(new Tag(key, value));
      } catch (TagSyntaxException e) {
        String what = "“" + shown(value.isEmpty() ? key : value) + "” (" + origin + ")";
        if (invalid == Invalid.replace) {
          String otherKey = e.code().endsWith("KEY") ? replaced(key) : key;
          String otherValue = replaced(value);
          if (!otherKey.isEmpty() && (value.isEmpty() || !otherValue.isEmpty())) {
            Tag tag = made(otherKey, otherValue);
            if (tag != null) {
              keep(tag);
              notes.add(where() + what + " becomes " + tag);
              return;
            }
          }
        }
        spoilt(what + ": " + e.getMessage());
      }
    }

    private static @Nullable Tag made(String key, String value) {
      try {
        return new Tag(key, value);
      } catch (TagSyntaxException _) {
        return null;
      }
    }

    private void keep(Tag tag) {
      tags.add(tag.toString());
      if (tags.size() == MOST_TAGS + 1) {
        fault(where() + "more than " + MOST_TAGS + " tags for one host");
      }
    }

    private void spoilt(String what) {
      if (invalid == Invalid.refuse) {
        fault(where() + what);
      } else {
        notes.add(where() + what + "; left out");
      }
    }

    private String where() {
      return place + ": " + name + ": ";
    }
  }

  /** A host that may be named once only. */
  Host once(String name, String place) {
    Host host = host(name, place);
    String before = places.put(host.name, place);
    if (before != null) {
      fault(place + ": " + host.name + " is there twice, first at " + before);
    }
    return host;
  }

  /** A host, also when it was named before. */
  Host host(String name, String place) {
    String whole = name.toLowerCase(Locale.ROOT);
    if (domain.isPresent() && whole.indexOf('.') < 0) {
      whole += "." + domain.get();
    }
    if (!CERTNAME.matcher(whole).matches()) {
      fault(place + ": “" + shown(name) + "” can't be a certname: letters, digits and . _ -");
      return new Host(shown(name), place, new TreeSet<>());
    }
    return new Host(whole, place, hosts.computeIfAbsent(whole, _ -> new TreeSet<>()));
  }

  /** Something that stops the import, whatever is said of invalid values. */
  void fault(String what) {
    faultCount++;
    if (faults.size() < FAULTS_SHOWN) {
      faults.add(what);
    }
  }

  /**
   * All of it.
   *
   * @param asked every mapping that was asked for
   * @throws ImportException when anything can't be taken
   */
  Wanted wanted(List<Mapping> asked) {
    if (faultCount > 0) {
      if (faultCount > faults.size()) {
        faults.add("… and " + (faultCount - faults.size()) + " more");
      }
      throw new ImportException(
          "import-invalid",
          faultCount + (faultCount == 1 ? " mistake" : " mistakes") + "; nothing was imported.",
          "Mend them, map something else, or say --invalid=skip or --invalid=replace where values are no tags.",
          faults);
    }
    return new Wanted(
        hosts, notes, asked.stream().filter(mapping -> !used.contains(mapping)).toList());
  }

  /** The text with what labels can't have replaced, and cut to their length. */
  private static String replaced(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._-]+", "_");
    String cut = plain.substring(0, Math.min(LONGEST_LABEL, plain.length()));
    return cut.replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
  }

  /** As it may be shown: no control characters, no endless value. */
  static String shown(String text) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "\ufffd");
    return clean.length() <= LONGEST_SHOWN
        ? clean
        : clean.substring(0, LONGEST_SHOWN) + "… (" + text.length() + " characters)";
  }
}

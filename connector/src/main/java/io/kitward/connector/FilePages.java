package io.kitward.connector;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of this program's own files (the JVM's library, the runtime image) that are mapped into
 * it. Most are used while it starts and never again, but the kernel takes them away only when
 * memory is short; a program that is to stay small gives them back. What is still used comes again
 * with the next access, out of the page cache.
 *
 * <p>Java has no call for that (a call of {@code madvise} through the foreign function interface
 * costs 8 MiB of classes), but the JDK has one for its own mapped buffers; the runtime is ours, so
 * its internals are known, and without them nothing is given back.
 */
final class FilePages {

  private static final Logger LOG = LoggerFactory.getLogger(FilePages.class);
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ([rwxps-]{4}) \\S+ \\S+ \\S+ +(.*)");

  /** Pages of a mapping that are no longer as in the file. */
  private static final Pattern CHANGED =
      Pattern.compile("(Anonymous|Swap|Private_Dirty|Shared_Dirty): +[1-9]\\d* kB");

  /** A range of addresses. */
  record Range(long address, long bytes) {}

  private final List<Range> ranges;
  private final @Nullable Unload unload;

  private FilePages(List<Range> ranges, @Nullable Unload unload) {
    this.ranges = ranges;
    this.unload = unload;
  }

  /** The pages of the files that are mapped now. */
  static FilePages ofThisProgram() {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return new FilePages(unchanged(lines, System.getProperty("java.home")), Unload.find());
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      LOG.debug("file pages are not given back", e);
      return new FilePages(List.of(), null);
    }
  }

  /** Gives back all pages. */
  void giveBack() {
    Unload now = unload;
    if (now == null) {
      return;
    }
    try {
      for (Range range : ranges) {
        now.accept(range);
      }
    } catch (ReflectiveOperationException e) {
      LOG.debug("file pages are not given back", e);
    }
  }

  /**
   * The mappings of the runtime's files that can be read again from their file: not writable, and
   * no page of them was changed since (as a linker does with addresses before it forbids writing),
   * in memory or swapped out. The runtime never takes its files away again, so a range stays its
   * own; what other libraries map (a cache of names and users, for instance) may be gone tomorrow,
   * and something else be in its place.
   *
   * @param smaps the lines of {@code /proc/PID/smaps}
   * @param home the runtime's folder
   */
  static List<Range> unchanged(Stream<String> smaps, String home) {
    var ranges = new LinkedHashSet<Range>();
    Range current = null;
    for (String line : (Iterable<String>) smaps::iterator) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.matches()) {
        long address = Long.parseUnsignedLong(mapping.group(1), 16);
        long end = Long.parseUnsignedLong(mapping.group(2), 16);
        boolean ours = mapping.group(4).startsWith(home + "/");
        boolean readOnly = mapping.group(3).startsWith("r-");
        current = ours && readOnly ? new Range(address, end - address) : null;
        if (current != null) {
          ranges.add(current);
        }
      } else if (current != null && CHANGED.matcher(line).matches()) {
        ranges.remove(current);
      }
    }
    return List.copyOf(ranges);
  }

  /** The JDK's own {@code madvise(MADV_DONTNEED)}, of {@code MappedMemoryUtils}. */
  private record Unload(Object target, Method method) {

    static Unload find() throws ReflectiveOperationException {
      Class<?> secrets = Class.forName("jdk.internal.access.SharedSecrets");
      Class<?> access = Class.forName("jdk.internal.access.JavaNioAccess");
      Class<?> utilities = Class.forName("jdk.internal.access.foreign.MappedMemoryUtilsProxy");
      Object nio = secrets.getMethod("getJavaNioAccess").invoke(null);
      Object target = access.getMethod("mappedMemoryUtils").invoke(nio);
      return new Unload(
          target, utilities.getMethod("unload", long.class, boolean.class, long.class));
    }

    void accept(Range range) throws ReflectiveOperationException {
      method.invoke(target, range.address(), false, range.bytes());
    }
  }
}

package io.kitward.lab.simulate;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.NodeView;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.selector.Tag;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What documents call for on an estate, worked out apart from any server, so that one can tell when
 * a server has got there.
 */
public final class Calls {

  private final DocumentSet documents;
  private final Site site = new Site("https://localhost", "");

  private Calls(DocumentSet documents) {
    this.documents = documents;
  }

  /**
   * Reads documents from files and folders.
   *
   * @throws IllegalArgumentException when one can't be read
   */
  public static Calls of(List<Path> paths) {
    var parsed = new ArrayList<io.kitward.policy.ParsedDocument>();
    for (Path path : paths) {
      Documents.Parsed read = Documents.load(path);
      if (!read.problems().isEmpty()) {
        throw new IllegalArgumentException(read.problems().toString());
      }
      parsed.addAll(read.documents());
    }
    return new Calls(DocumentSet.ofParsed(parsed));
  }

  /** How many instances of each service the estate has when every server has what its tags say. */
  public SortedMap<String, Integer> tagged(Estate estate) {
    return count(estate, true);
  }

  /** How many of them are left when no server has any tag. */
  public SortedMap<String, Integer> untagged(Estate estate) {
    return count(estate, false);
  }

  private SortedMap<String, Integer> count(Estate estate, boolean tags) {
    var counts = new TreeMap<String, Integer>();
    for (Estate.Server server : estate.servers()) {
      services(server, tags).forEach(service -> counts.merge(service, 1, Integer::sum));
    }
    return counts;
  }

  /** The services that one server shall have. */
  public List<String> services(Estate.Server server) {
    return services(server, true);
  }

  private List<String> services(Estate.Server server, boolean tags) {
    List<SourcedTag> sourced =
        tags
            ? server.tags().stream().map(tag -> new SourcedTag(Tag.parse(tag), "node")).toList()
            : List.of();
    var node = new NodeView(server.certname(), sourced, Map.of());
    return Resolution.resolve(node, documents, site, Instant.EPOCH).instances().stream()
        .map(instance -> instance.service())
        .toList();
  }
}

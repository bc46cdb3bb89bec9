package io.kitward.bench.peer;

import io.kitward.bench.fleet.MeasuredPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;

/** Lucene Monitor: stored queries against one document, or a batch of them. */
public final class LuceneMonitorEngine implements NodeEngine, AutoCloseable {
  private static final int REGISTRATION_BATCH = 5_000;

  private final String name;
  private final Monitor monitor;
  private final List<Document> documents;
  private final int batch;

  private LuceneMonitorEngine(
      String name,
      Presearcher presearcher,
      List<MeasuredPolicy> policies,
      List<Map<String, String>> events,
      int batch) {
    this.name = name;
    this.batch = batch;
    this.documents = events.stream().map(LuceneQueries::document).toList();
    try {
      this.monitor = new Monitor(new KeywordAnalyzer(), presearcher, new MonitorConfiguration());
      List<MonitorQuery> queries = new ArrayList<>();
      for (int i = 0; i < policies.size(); i++) {
        queries.add(new MonitorQuery(Integer.toString(i), LuceneQueries.query(policies.get(i))));
        if (queries.size() == REGISTRATION_BATCH) {
          monitor.register(queries);
          queries.clear();
        }
      }
      monitor.register(queries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One pass over the rarest term of each query. */
  public static LuceneMonitorEngine termFiltered(
      List<MeasuredPolicy> policies, List<Map<String, String>> events) {
    return new LuceneMonitorEngine(
        "Lucene Monitor TermFiltered", new TermFilteredPresearcher(), policies, events, 1);
  }

  /** Several passes, each over another term of each query. */
  public static LuceneMonitorEngine multipass(
      int passes, List<MeasuredPolicy> policies, List<Map<String, String>> events) {
    return new LuceneMonitorEngine(
        "Lucene Monitor Multipass(" + passes + ")",
        new MultipassTermFilteredPresearcher(passes),
        policies,
        events,
        1);
  }

  /** One pass, many documents at a time. */
  public static LuceneMonitorEngine batched(
      int batch, List<MeasuredPolicy> policies, List<Map<String, String>> events) {
    return new LuceneMonitorEngine(
        "Lucene Monitor TermFiltered, batches of " + batch,
        new TermFilteredPresearcher(),
        policies,
        events,
        batch);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public int match(int event) {
    try {
      if (batch == 1) {
        return monitor.match(documents.get(event), QueryMatch.SIMPLE_MATCHER).getMatchCount();
      }
      var taken = new Document[batch];
      for (int i = 0; i < batch; i++) {
        taken[i] = documents.get((event + i) % documents.size());
      }
      var matches = monitor.match(taken, QueryMatch.SIMPLE_MATCHER);
      int count = 0;
      for (int i = 0; i < batch; i++) {
        count += matches.getMatchCount(i);
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int[] policies(int event) {
    try {
      return monitor.match(documents.get(event), QueryMatch.SIMPLE_MATCHER).getMatches().stream()
          .mapToInt(match -> Integer.parseInt(match.getQueryId()))
          .sorted()
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      monitor.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.kitward.bench.peer;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/** Lucene's count of the documents that a query picks, over one merged segment in memory. */
public final class LuceneCount implements SelectorEngine, AutoCloseable {
  private final Path place;
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final List<Query> queries;

  public LuceneCount(Fleet fleet, List<MeasuredPolicy> policies) {
    try {
      place = Files.createTempDirectory("kitward-bench-lucene");
      directory = new MMapDirectory(place);
      var config = new IndexWriterConfig(new KeywordAnalyzer());
      config.setRAMBufferSizeMB(256);
      try (var writer = new IndexWriter(directory, config)) {
        for (int node = 0; node < fleet.nodes(); node++) {
          Document document = LuceneQueries.document(fleet.tags(node));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      reader = DirectoryReader.open(directory);
      searcher = new IndexSearcher(reader);
      queries = policies.stream().map(LuceneQueries::query).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "Lucene IndexSearcher.count";
  }

  @Override
  public int query(int selector) {
    try {
      return searcher.count(queries.get(selector));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int[] nodes(int selector) {
    try {
      // A document's number is the node's: one thread added them in order, to one segment.
      ScoreDoc[] found =
          searcher.search(queries.get(selector), reader.maxDoc(), Sort.INDEXORDER).scoreDocs;
      return Arrays.stream(found).mapToInt(document -> document.doc).sorted().toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
      directory.close();
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

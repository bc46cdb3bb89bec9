package io.kitward.bench.peer;

import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Tags as Lucene's documents, and policies as its queries. */
final class LuceneQueries {
  private static final String HAS = "has";

  private LuceneQueries() {}

  /** A field per tag, and one that names the keys. */
  static Document document(Map<String, String> tags) {
    var document = new Document();
    tags.forEach(
        (key, value) -> {
          document.add(new StringField(key, value, Field.Store.NO));
          document.add(new StringField(HAS, key, Field.Store.NO));
        });
    return document;
  }

  static Query query(MeasuredPolicy policy) {
    if (policy.alternatives().size() == 1) {
      return conjunction(policy.alternatives().getFirst());
    }
    var any = new BooleanQuery.Builder();
    policy.alternatives().forEach(terms -> any.add(conjunction(terms), Occur.SHOULD));
    return any.build();
  }

  private static Query conjunction(List<Term> terms) {
    var all = new BooleanQuery.Builder();
    boolean positive = false;
    for (Term term : terms) {
      switch (term.operator()) {
        case EQUAL -> all.add(value(term, 0), Occur.FILTER);
        case IN -> all.add(anyOf(term), Occur.FILTER);
        case EXISTS -> all.add(has(term), Occur.FILTER);
        case NOT_EXISTS -> all.add(has(term), Occur.MUST_NOT);
        case NOT_IN -> {
          for (int i = 0; i < term.values().size(); i++) {
            all.add(value(term, i), Occur.MUST_NOT);
          }
        }
      }
      positive |=
          switch (term.operator()) {
            case EQUAL, IN, EXISTS -> true;
            case NOT_IN, NOT_EXISTS -> false;
          };
    }
    if (!positive) {
      all.add(new MatchAllDocsQuery(), Occur.FILTER);
    }
    return all.build();
  }

  private static Query anyOf(Term term) {
    var any = new BooleanQuery.Builder();
    for (int i = 0; i < term.values().size(); i++) {
      any.add(value(term, i), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query value(Term term, int index) {
    return new TermQuery(new org.apache.lucene.index.Term(term.key(), term.values().get(index)));
  }

  private static Query has(Term term) {
    return new TermQuery(new org.apache.lucene.index.Term(HAS, term.key()));
  }
}

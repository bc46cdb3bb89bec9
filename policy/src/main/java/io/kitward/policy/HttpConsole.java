package io.kitward.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Kitward speaks to a console that it has no driver for: HTTP requests with templates.
 *
 * @param update null: the record is deleted and made again
 * @param disable null: records can only be deleted
 * @param prove null: nothing is ever proven
 */
public record HttpConsole(
    Listing observe,
    RequestTemplate create,
    @Nullable RequestTemplate update,
    RequestTemplate delete,
    @Nullable RequestTemplate disable,
    @Nullable Evidence prove) {

  /** What {@code digest} is in the request that disables a record. */
  public static final String DISABLED = "disabled";

  /** A pointer that means the name of the field in which a record stands. */
  public static final String KEY = "0#";

  /**
   * The request that lists all records, and how its answer is read: by JSON pointers (RFC 6901).
   *
   * @param items to the list or object of records; empty: the whole answer
   * @param id in each record, as all that follow, but {@code next}
   * @param mark to where {@code create} put the node
   * @param address empty where the console does not show it
   * @param digest to where {@code create} put it; empty: what people change is not noticed
   * @param next in the whole answer, to the path of the next page; empty: there is one page
   */
  public record Listing(
      RequestTemplate request,
      String items,
      String id,
      String name,
      String mark,
      String address,
      String digest,
      String next) {}

  /**
   * The request that shows whether data arrives, and how its answer is read. One of name, mark and
   * instance says whose data a record is; the others are empty.
   *
   * @param at to the time of the data
   * @param good to what says whether they are good; empty: being there is good
   * @param message empty, or to words for people
   * @param maxAge older data are bad; zero: of any age
   */
  public record Evidence(
      RequestTemplate request,
      String items,
      String name,
      String mark,
      String instance,
      String at,
      String good,
      List<String> goodValues,
      String message,
      Duration maxAge,
      String next) {
    public Evidence {
      goodValues = List.copyOf(goodValues);
    }
  }
}

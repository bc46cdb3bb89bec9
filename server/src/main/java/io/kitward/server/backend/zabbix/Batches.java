package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.zabbix.RefusedException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Sends changes of many subjects in arrays. Zabbix takes an array whole or not at all: one that it
 * refuses is cut in two until the culprit stands alone, and all others are done.
 */
final class Batches {

  /**
   * Measured on 6.0 with {@code Linux by Zabbix agent}: 50, 100 and 150 hosts in one host.create
   * take 26 ms for each, and at 200 PHP exceeds the packaged memory_limit of 128 MB.
   */
  static final int LARGEST = 100;

  /** Looks what of a batch, whose fate is not known, still has to be sent. */
  interface Rest<T> {
    List<Item<T>> of(List<Item<T>> batch) throws ConsoleException, InterruptedException;
  }

  /** What is sent of one subject. */
  record Item<T>(T subject, List<?> elements) {}

  private final ZabbixApi api;
  private int size = LARGEST;

  Batches(ZabbixApi api) {
    this.api = api;
  }

  /**
   * Sends changes that may be sent twice.
   *
   * @return those that were refused, with Zabbix' words
   */
  <T> Map<T, String> send(String method, List<Item<T>> items)
      throws ConsoleException, InterruptedException {
    return send(method, items, batch -> batch);
  }

  /**
   * Sends changes that must not be repeated blindly.
   *
   * @param rest asked after each batch that was not done
   * @return those that were refused, with Zabbix' words
   */
  <T> Map<T, String> send(String method, List<Item<T>> items, Rest<T> rest)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<T, String>();
    List<Item<T>> left = items.stream().filter(item -> !item.elements().isEmpty()).toList();
    while (!left.isEmpty()) {
      int taken = Math.min(size, left.size());
      attempt(method, left.subList(0, taken), rest, refused);
      left = left.subList(taken, left.size());
    }
    return refused;
  }

  private <T> void attempt(String method, List<Item<T>> batch, Rest<T> rest, Map<T, String> refused)
      throws ConsoleException, InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      api.write(method, batch.stream().flatMap(item -> item.elements().stream()).toList());
    } catch (RefusedException e) {
      if (e.kind() == Kind.FORBIDDEN) {
        throw new ConsoleException(e.words() + " Allow it in the role of Kitward's user", e);
      }
      if (e.kind() == Kind.DIED) {
        size = Math.max(1, Math.min(size, batch.size() / 2));
      }
      List<Item<T>> left = rest.of(batch);
      if (left.size() == 1 && batch.size() == 1) {
        refused.put(left.getFirst().subject(), e.words());
      } else if (left.size() < batch.size()) {
        attempt(method, left, rest, refused);
      } else {
        int half = left.size() / 2;
        attempt(method, left.subList(0, half), rest, refused);
        attempt(method, left.subList(half, left.size()), rest, refused);
      }
    }
  }

  static <T> List<Item<T>> items(List<T> subjects, Function<T, List<?>> elements) {
    var items = new ArrayList<Item<T>>();
    subjects.forEach(subject -> items.add(new Item<>(subject, elements.apply(subject))));
    return items;
  }
}

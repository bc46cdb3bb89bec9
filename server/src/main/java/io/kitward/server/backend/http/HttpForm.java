package io.kitward.server.backend.http;

import io.kitward.policy.HttpConsole;
import io.kitward.policy.RequestValues;
import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.HostForm;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted, as a console shows it that is described by a document: name, address, and a
 * digest of all the rest. Pure.
 */
final class HttpForm implements HostForm {

  /** The one label of a record. */
  static final String DIGEST = "digest";

  private static final String NO_CREDENTIAL = "";

  private final HttpConsole requests;

  HttpForm(HttpConsole requests) {
    this.requests = requests;
  }

  @Override
  public SeenHost expected(WantedHost wanted) {
    // What can't be written is refused before anything is sent.
    requests.create().render(values(wanted, ""), () -> NO_CREDENTIAL);
    HttpConsole.Listing shown = requests.observe();
    return seen(
        "",
        Optional.of(wanted),
        wanted.name(),
        shown.address().isEmpty() ? "" : wanted.address(),
        shown.digest().isEmpty() ? "" : digest(wanted));
  }

  /** Where the console does not show the digest, a new one is a new secret: it is written again. */
  @Override
  public SortedMap<String, String> secrets(WantedHost wanted) {
    return requests.observe().digest().isEmpty()
        ? new TreeMap<>(Map.of(DIGEST, digest(wanted)))
        : new TreeMap<>();
  }

  private static SeenHost seen(
      String id, Optional<WantedHost> wanted, String name, String address, String digest) {
    return new SeenHost(
        id,
        wanted.map(WantedHost::node),
        name,
        address,
        new TreeSet<>(),
        new TreeSet<>(),
        digest.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of(DIGEST, digest)),
        new TreeMap<>(),
        new TreeMap<>(),
        true);
  }

  /** All that the requests may say of a record that is wanted. */
  RequestValues values(WantedHost wanted, String id) {
    return values(wanted, digest(wanted), id);
  }

  private static RequestValues values(WantedHost wanted, String digest, String id) {
    return new RequestValues(
        wanted.node().toString(),
        wanted.name(),
        wanted.address(),
        digest,
        id,
        wanted.labels(),
        wanted.variables(),
        wanted.groups(),
        wanted.templates(),
        wanted.services().entrySet().stream()
            .map(
                service ->
                    new RequestValues.Service(
                        service.getKey(),
                        service.getValue().instance().toString(),
                        service.getValue().fields()))
            .toList());
  }

  /** Another one when a value is, or the request that writes them: 32 hexadecimal digits. */
  private String digest(WantedHost wanted) {
    return Json.digest(List.of(requests.create(), values(wanted, "", ""))).substring(0, 32);
  }
}

package io.kitward.bench.server;

import io.kitward.bench.fleet.MeasuredPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * The documents of the measured server: three small services, and policies that require one each.
 */
final class FleetDocuments {

  private static final List<String> SERVICES = List.of("exporter", "shipper", "scanner");

  private FleetDocuments() {}

  /** YAML with at most so many documents in each text. */
  static List<String> texts(List<MeasuredPolicy> policies, int together) {
    List<String> texts = new ArrayList<>();
    var text = new StringBuilder();
    SERVICES.forEach(service -> text.append(service(service)));
    text.append(baseline());
    for (int i = 0; i < policies.size(); i++) {
      text.append(policy(i, policies.get(i)));
      if ((i + 1) % together == 0 || i + 1 == policies.size()) {
        texts.add(text.toString());
        text.setLength(0);
      }
    }
    return texts;
  }

  /** A policy whose parameter wins over all others. */
  static String above(String name, String selector) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: %s}
        spec:
          selector: %s
          priority: 1000000
          effect: require
          services: [%s]
          parameters: {%s: {label: %s}}
        """
        .formatted(name, selector, SERVICES.getFirst(), SERVICES.getFirst(), name);
  }

  private static String service(String name) {
    return """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: %s}
        spec:
          parameters:
            port: {type: integer, default: 9100}
            label: {type: string, default: none}
          packages: [{name: %s}]
          files:
            - path: /etc/default/%s
              format: shell
              template: |
                ARGS="--port {{port}} --label {{label}}"
          units: [{name: %s.service, onChange: restart}]
          checks: [{type: tcp, port: "{{port}}"}]
          offboarding: {contract: purge, grace: 0s}
        ---
        """
        .formatted(name, name, name, name);
  }

  /** Every node has a service, so that every change has something to hand on. */
  private static String baseline() {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: baseline}
        spec: {selector: all, priority: -1, effect: require, services: [%s]}
        ---
        """
        .formatted(SERVICES.getFirst());
  }

  /** Each has a priority of its own, so that none contradicts another. */
  private static String policy(int number, MeasuredPolicy policy) {
    String service = SERVICES.get(number % SERVICES.size());
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: policy-%d}
        spec:
          selector: %s
          priority: %d
          effect: require
          services: [%s]
          parameters: {%s: {label: label-%d}}
        ---
        """
        .formatted(number, policy.selector(), number, service, service, number);
  }
}

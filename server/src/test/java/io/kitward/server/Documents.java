package io.kitward.server;

/** Documents for tests. */
final class Documents {

  private Documents() {}

  /** A service of one package with a port, which a Prometheus would scrape. */
  static String service(String name) {
    return """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: %s}
        spec:
          parameters:
            port: {type: integer, default: 9100}
          packages:
            - name: %s
          files:
            - path: /etc/default/%s
              format: plain
              template: "port {{port}}"
          registration:
            prometheus: {port: "{{port}}"}
          offboarding: {contract: purge, grace: 0s}
        ---
        """
        .formatted(name, name, name);
  }

  /** A policy that requires one service, with its port. */
  static String policy(String name, String selector, String service, int port) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: %s}
        spec:
          selector: %s
          effect: require
          services: [%s]
          parameters: {%s: {port: %d}}
        ---
        """
        .formatted(name, selector, service, service, port);
  }

  /** A Prometheus at an address where nobody listens. */
  static String console(String name) {
    return """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: %s}
        spec:
          type: prometheus
          url: http://127.0.0.1:1
        ---
        """
        .formatted(name);
  }
}

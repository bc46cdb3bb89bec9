package io.kitward.server;

import io.kitward.server.pki.Credential;
import io.opentelemetry.opamp.client.OpampClient;
import io.opentelemetry.opamp.client.internal.connectivity.http.OkHttpSender;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.OkHttpWebSocket;
import io.opentelemetry.opamp.client.internal.request.delay.PeriodicDelay;
import io.opentelemetry.opamp.client.internal.request.service.HttpRequestService;
import io.opentelemetry.opamp.client.internal.request.service.WebSocketRequestService;
import io.opentelemetry.opamp.client.internal.response.MessageData;
import io.opentelemetry.opamp.client.internal.state.State;
import io.opentelemetry.opamp.client.request.service.RequestService;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okio.ByteString;
import opamp.proto.AgentConfigFile;
import opamp.proto.AgentConfigMap;
import opamp.proto.AgentDescription;
import opamp.proto.AgentRemoteConfig;
import opamp.proto.AnyValue;
import opamp.proto.KeyValue;
import opamp.proto.RemoteConfigStatus;
import opamp.proto.RemoteConfigStatuses;
import opamp.proto.ServerErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * The stock OpAMP client {@code io.opentelemetry.contrib:opentelemetry-opamp-client}, over either
 * of its transports with mutual TLS. It carries out configurations as it is told to.
 */
final class JavaStockClient implements OpampClient.Callbacks, AutoCloseable {

  /** How the client and its server are connected. */
  enum Transport {
    HTTP,
    WEBSOCKET
  }

  private static final PeriodicDelay SOON = PeriodicDelay.ofFixedDuration(Duration.ofMillis(300));

  final List<Map<String, String>> configs = new CopyOnWriteArrayList<>();
  final List<String> errors = new CopyOnWriteArrayList<>();
  private final OkHttpClient http;
  private final OpampClient client;
  private final Effective effective = new Effective();
  private final String type;
  volatile boolean refuses;

  /** What it says it runs with. */
  private static final class Effective extends State.EffectiveConfig {
    private volatile opamp.proto.EffectiveConfig now =
        new opamp.proto.EffectiveConfig.Builder().build();

    @Override
    public opamp.proto.EffectiveConfig get() {
      return now;
    }

    void set(String name, String text) {
      now =
          new opamp.proto.EffectiveConfig.Builder()
              .config_map(
                  new AgentConfigMap.Builder()
                      .config_map(
                          Map.of(
                              name,
                              new AgentConfigFile.Builder()
                                  .body(ByteString.encodeUtf8(text))
                                  .content_type("text/yaml")
                                  .build()))
                      .build())
              .build();
      notifyUpdate();
    }
  }

  JavaStockClient(TestServer server, Credential credential, String type, Transport transport)
      throws IOException, GeneralSecurityException {
    this.type = type;
    http =
        new OkHttpClient.Builder()
            .sslSocketFactory(
                server.tls(Optional.of(credential)).getSocketFactory(),
                (X509TrustManager) server.trust().getTrustManagers()[0])
            .build();
    client =
        OpampClient.builder()
            .setRequestService(service(server, transport))
            .putIdentifyingAttribute("service.name", type)
            .putIdentifyingAttribute("service.version", "1.2.3")
            .putNonIdentifyingAttribute("os.type", "linux")
            .enableRemoteConfig()
            .enableEffectiveConfigReporting()
            .setEffectiveConfigState(effective)
            .build(this);
  }

  private RequestService service(TestServer server, Transport transport) {
    return switch (transport) {
      case HTTP ->
          HttpRequestService.create(
              OkHttpSender.create(server.nodeDoor("https").resolve("/v1/opamp").toString(), http),
              SOON,
              SOON);
      case WEBSOCKET ->
          WebSocketRequestService.create(
              OkHttpWebSocket.create(server.nodeDoor("wss").resolve("/v1/opamp").toString(), http),
              SOON);
    };
  }

  /**
   * Says again who it is, a little differently: over a WebSocket this client leaves its description
   * out of the first message, and has no next one until something changes.
   */
  void describe(String detail) {
    client.setAgentDescription(
        new AgentDescription.Builder()
            .identifying_attributes(List.of(attribute("service.name", type)))
            .non_identifying_attributes(List.of(attribute("detail", detail)))
            .build());
  }

  private static KeyValue attribute(String key, String value) {
    return new KeyValue.Builder()
        .key(key)
        .value(new AnyValue.Builder().string_value(value).build())
        .build();
  }

  @Override
  public void onConnect(OpampClient connected) {}

  @Override
  public void onConnectFailed(OpampClient failed, @Nullable Throwable cause) {
    errors.add(String.valueOf(cause));
  }

  @Override
  public void onErrorResponse(OpampClient told, ServerErrorResponse error) {
    errors.add(error.error_message);
  }

  @Override
  public void onMessage(OpampClient told, MessageData message) {
    AgentRemoteConfig config = message.getRemoteConfig();
    if (config == null) {
      return;
    }
    var texts = new TreeMap<String, String>();
    config.config.config_map.forEach((name, file) -> texts.put(name, file.body.utf8()));
    configs.add(texts);
    told.setRemoteConfigStatus(
        new RemoteConfigStatus.Builder()
            .last_remote_config_hash(config.config_hash)
            .status(
                refuses
                    ? RemoteConfigStatuses.RemoteConfigStatuses_FAILED
                    : RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
            .error_message(refuses ? "this exporter is not compiled in" : "")
            .build());
    texts.forEach((name, text) -> effective.set(name, text + "\napi_key: hunter2hunter2\n"));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      errors.add(e.toString());
    }
    http.connectionPool().evictAll();
  }
}

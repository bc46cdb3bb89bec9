package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.kitward.protocol.OpAmp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import opamp.proto.v1.Anyvalue;
import opamp.proto.v1.Opamp;

/** An OpAMP agent over the JDK's WebSocket, which a test speaks through. */
public final class Agent implements WebSocket.Listener, AutoCloseable {

  public static final long CAPABILITIES =
      Opamp.AgentCapabilities.AgentCapabilities_ReportsStatus_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig_VALUE;

  final List<Opamp.ServerToAgent> received = new CopyOnWriteArrayList<>();
  public final CompletableFuture<Integer> closed = new CompletableFuture<>();
  final UUID uid;
  private final Consumer<Opamp.ServerToAgent> heard;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final HttpClient client;
  private final WebSocket socket;
  private long sequence;

  Agent(HttpClient client, URI uri) {
    this(client, uri, UUID.randomUUID(), _ -> {});
  }

  /**
   * Connects.
   *
   * @param heard told of each message, on a thread of the client; must not wait for a sending
   */
  public Agent(HttpClient client, URI uri, UUID uid, Consumer<Opamp.ServerToAgent> heard) {
    this.client = client;
    this.uid = uid;
    this.heard = heard;
    socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  static ByteString bytes(UUID uid) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(uid.getMostSignificantBits())
            .putLong(uid.getLeastSignificantBits())
            .flip());
  }

  static Anyvalue.KeyValue attribute(String key, String value) {
    return Anyvalue.KeyValue.newBuilder()
        .setKey(key)
        .setValue(Anyvalue.AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static Opamp.AgentDescription description() {
    return Opamp.AgentDescription.newBuilder()
        .addIdentifyingAttributes(attribute("service.version", "0.1.0"))
        .addIdentifyingAttributes(attribute("host.name", "db1"))
        .addNonIdentifyingAttributes(attribute("os.family", "Debian"))
        .addNonIdentifyingAttributes(attribute("kitward.simulated", "true"))
        .build();
  }

  /** The next message of this agent, in the right order. */
  public Opamp.AgentToServer.Builder message() {
    return Opamp.AgentToServer.newBuilder()
        .setInstanceUid(bytes(uid))
        .setSequenceNum(++sequence)
        .setCapabilities(CAPABILITIES);
  }

  Agent describe() {
    return send(message().setAgentDescription(description()));
  }

  Agent skip() {
    sequence++;
    return this;
  }

  public Agent send(Opamp.AgentToServer.Builder message) {
    return send(frame(message.build()));
  }

  static byte[] frame(Opamp.AgentToServer message) {
    try {
      var frame = new ByteArrayOutputStream();
      frame.write(0);
      var output = CodedOutputStream.newInstance(frame);
      message.writeTo(output);
      output.flush();
      return frame.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Agent send(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
    return this;
  }

  WebSocket socket() {
    return socket;
  }

  /** The generations that it was offered, as they came. */
  List<Long> offers() {
    return received.stream()
        .filter(Opamp.ServerToAgent::hasRemoteConfig)
        .map(message -> OpAmp.offer(message.getRemoteConfig()).orElseThrow().state().generation())
        .toList();
  }

  /** How often it was asked for its full state. */
  long asks() {
    return received.stream()
        .filter(
            message ->
                (message.getFlags()
                        & Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE)
                    != 0)
        .count();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    partial.writeBytes(part);
    if (last) {
      byte[] frame = partial.toByteArray();
      partial.reset();
      try {
        var message =
            Opamp.ServerToAgent.parseFrom(ByteString.copyFrom(frame, 1, frame.length - 1));
        received.add(message);
        heard.accept(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    webSocket.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(-1);
  }

  /** Goes without a word. */
  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}

package io.kitward.connector.link;

import io.kitward.connector.config.Configuration.Identity;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Json;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import opamp.proto.v1.Opamp;

/**
 * A server to try a connector out by hand: offers the desired state in a JSON file, again whenever
 * the file changes, and prints what it hears. Arguments: ADDRESS PORT CERTIFICATE KEY CA FILE.
 */
final class TryOut {

  private TryOut() {}

  public static void main(String[] arguments) throws Exception {
    var identity =
        new Identity(Path.of(arguments[2]), Path.of(arguments[3]), Path.of(arguments[4]));
    Path file = Path.of(arguments[5]);
    var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    try (var server = new TinyServer(PemIdentity.context(identity), address)) {
      server.answer(
          message -> {
            print(message);
            var answer = Opamp.ServerToAgent.newBuilder();
            if (message.hasCustomMessage()) {
              var events = OpAmp.events(message.getCustomMessage());
              answer.setCustomMessage(OpAmp.acknowledge(events.getLast().sequence()));
            }
            if (message.hasAgentDescription()) {
              answer.setRemoteConfig(OpAmp.remoteConfig(state(file), Map.of()));
            }
            return answer.build();
          });
      System.out.println("listening on " + server.port());
      FileTime before = Files.getLastModifiedTime(file);
      while (true) {
        Thread.sleep(10);
        FileTime now = Files.getLastModifiedTime(file);
        if (!now.equals(before)) {
          before = now;
          System.out.println(Instant.now() + " OFFER");
          server.send(
              Opamp.ServerToAgent.newBuilder()
                  .setRemoteConfig(OpAmp.remoteConfig(state(file), Map.of()))
                  .build());
        }
      }
    }
  }

  private static DesiredState state(Path file) {
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(file), DesiredState.class);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void print(Opamp.AgentToServer message) {
    System.out.println(Instant.now() + " #" + message.getSequenceNum());
    if (message.hasAgentDescription()) {
      System.out.println("  facts " + Messages.attributes(message.getAgentDescription()));
    }
    if (message.hasRemoteConfigStatus()) {
      System.out.println(
          "  status "
              + message.getRemoteConfigStatus().getStatus()
              + " "
              + message.getRemoteConfigStatus().getErrorMessage());
    }
    if (message.hasEffectiveConfig()) {
      OpAmp.observed(message.getEffectiveConfig())
          .forEach(
              one ->
                  System.out.println(
                      "  " + new String(Json.bytes(one), java.nio.charset.StandardCharsets.UTF_8)));
    }
    if (message.hasCustomMessage()) {
      for (NodeEvent event : OpAmp.events(message.getCustomMessage())) {
        System.out.println("  event " + event);
      }
    }
  }
}

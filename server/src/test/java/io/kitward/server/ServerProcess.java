package io.kitward.server;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.store.TestPostgres;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server in a process of its own, so that it can be killed. */
final class ServerProcess {
  static final String READY = "ready";

  private ServerProcess() {}

  static Process start(List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ServerProcess.class.getName());
    command.addAll(flags);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  public static void main(String[] flags) throws Exception {
    ServerConfig config = ServerConfig.read(Optional.empty(), Map.of(), List.of(flags));
    Server _ = Server.start(config, TestPostgres.account(), Clock.systemUTC(), new SecureRandom());
    System.out.println(READY);
    Thread.currentThread().join();
  }
}

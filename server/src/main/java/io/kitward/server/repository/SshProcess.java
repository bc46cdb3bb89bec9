package io.kitward.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/** A command on an SSH server, as Java sees a process. */
final class SshProcess extends Process {

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int UNKNOWN = -1;

  private final ChannelExec channel;

  private SshProcess(ChannelExec channel) {
    this.channel = channel;
  }

  static SshProcess start(ClientSession session, String command, Duration within)
      throws IOException {
    ChannelExec channel = session.createExecChannel(command);
    channel.open().verify(within);
    return new SshProcess(channel);
  }

  @Override
  public OutputStream getOutputStream() {
    return channel.getInvertedIn();
  }

  @Override
  public InputStream getInputStream() {
    return channel.getInvertedOut();
  }

  @Override
  public InputStream getErrorStream() {
    return channel.getInvertedErr();
  }

  @Override
  public int waitFor() {
    var _ = channel.waitFor(Set.of(ClientChannelEvent.CLOSED), LONGEST);
    return status();
  }

  @Override
  public int exitValue() {
    if (channel.isOpen()) {
      throw new IllegalThreadStateException("the command still runs");
    }
    return status();
  }

  private int status() {
    Integer status = channel.getExitStatus();
    return status == null ? UNKNOWN : status;
  }

  @Override
  public void destroy() {
    channel.close(true);
  }
}

package io.kitward.cli.push;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/** The user's key agent, behind the socket that {@code SSH_AUTH_SOCK} names. Never forwarded. */
final class KeyAgent implements SshAgentFactory {

  private static final int LARGEST = 1 << 20;

  private final Path socket;

  KeyAgent(Path socket) {
    this.socket = socket;
  }

  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgent createClient(@Nullable Session session, FactoryManager manager)
      throws IOException {
    return new Connection(socket);
  }

  @Override
  public @Nullable SshAgentServer createServer(ConnectionService service) {
    return null;
  }

  /** One connection to the agent, one question at a time. */
  private static final class Connection extends AbstractAgentProxy {
    private final SocketChannel channel;

    Connection(Path socket) throws IOException {
      super(null);
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    protected synchronized Buffer request(Buffer question) throws IOException {
      ByteBuffer out = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
      while (out.hasRemaining()) {
        channel.write(out);
      }
      int length = read(4).getInt();
      if (length < 1 || length > LARGEST) {
        throw new IOException("the key agent answered " + length + " bytes");
      }
      return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int count) throws IOException {
      ByteBuffer in = ByteBuffer.allocate(count);
      while (in.hasRemaining()) {
        if (channel.read(in) < 0) {
          throw new EOFException("the key agent closed the connection");
        }
      }
      return in.flip();
    }

    @Override
    public void close() throws IOException {
      channel.close();
      super.close();
    }
  }
}

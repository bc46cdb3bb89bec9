package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.OpAmp;
import java.util.HexFormat;
import java.util.List;
import opamp.proto.v1.Opamp;

/** Desired states for tests. */
final class States {

  private States() {}

  static DesiredState state(long generation) {
    return state(generation, "");
  }

  static DesiredState state(long generation, String content) {
    return new DesiredState(
        1,
        generation,
        List.of(
            new InstanceDesired(
                "rsyslog",
                "00",
                InstanceDesired.Ensure.PRESENT,
                InstanceDesired.Contract.KEEP,
                List.of(),
                List.of(),
                List.of(
                    new InstanceDesired.FileDesired(
                        "/etc/x", content, "root", "root", "0644", List.of(), "")),
                List.of(),
                List.of())));
  }

  static Opamp.RemoteConfigStatus holds(DesiredState state) {
    return Opamp.RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(OpAmp.hash(state))
        .setStatus(Opamp.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
        .build();
  }

  static String hex(ByteString hash) {
    return HexFormat.of().formatHex(hash.toByteArray());
  }
}

package io.kitward.server.rollout;

import com.google.protobuf.ByteString;
import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import opamp.proto.v1.Opamp;

/**
 * A version of the connector that nodes are offered.
 *
 * @param sha256 of the package, 64 hexadecimal digits
 * @param signature of whoever publishes packages, over name, version and digest
 * @param percent which share of the nodes gets it, by a number drawn from each node's id: who is
 *     among the first 10 percent is among the first 50 too
 * @param nodes patterns of certnames ({@code *} for anything) that get it in any case; empty for
 *     none
 */
@SuppressWarnings("ArrayRecordComponent") // carried, copied at both ends
public record ConnectorOffer(
    String version, String sha256, byte[] signature, int percent, List<String> nodes) {

  /** The one package that we offer. */
  public static final String NAME = "kitward-connector";

  public ConnectorOffer {
    nodes = List.copyOf(nodes);
    signature = signature.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /** Whether a node belongs to the stage. */
  boolean includes(UUID node, Supplier<String> certname) {
    int drawn = Math.floorMod(node.hashCode() * 0x9E3779B9, 100);
    return drawn < percent || (!nodes.isEmpty() && named(certname.get()));
  }

  private boolean named(String certname) {
    return nodes.stream()
        .anyMatch(glob -> Pattern.matches(Pattern.quote(glob).replace("*", "\\E.*\\Q"), certname));
  }

  /** The offer as OpAMP has it; where to fetch the content is a path at the node door. */
  Opamp.PackagesAvailable message() {
    ByteString digest = ByteString.copyFrom(HexFormat.of().parseHex(sha256));
    return Opamp.PackagesAvailable.newBuilder()
        .putPackages(
            NAME,
            Opamp.PackageAvailable.newBuilder()
                .setType(Opamp.PackageType.PackageType_TopLevel)
                .setVersion(version)
                .setHash(digest)
                .setFile(
                    Opamp.DownloadableFile.newBuilder()
                        .setDownloadUrl("/v1/connector/packages/" + sha256)
                        .setContentHash(digest)
                        .setSignature(ByteString.copyFrom(signature)))
                .build())
        .setAllPackagesHash(
            ByteString.fromHex(Json.sha256((version + sha256).getBytes(StandardCharsets.UTF_8))))
        .build();
  }
}

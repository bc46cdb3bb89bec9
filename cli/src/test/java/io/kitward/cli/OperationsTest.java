package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Everything the API can, the command line can too, or it is said here why not. */
class OperationsTest {

  private static final Path API = Path.of("../server/src/main/resources/openapi.yaml");

  /** An operation, and the command that asks for it or, in brackets, why there is none. */
  private static final String TABLE =
      """
      listNodes get
      showFigures (counts for the console's boxes; get and report count for people)
      completeSelector __complete
      showNode get
      listNodeTags get
      showSourceTags tag
      addTags tag
      replaceSourceTags (a source replaces its tags as a whole by import, which makes a plan)
      clearSourceTags (plan --remove-source shows what it does first)
      addTag (tag sends all of them in one request)
      removeTag tag
      explainNode explain
      suspendNode suspend
      resumeNode resume
      listNodeInstances get
      listAgents get
      askNode check
      showOperation check
      fetchResult logs
      listNodeEvents get
      listInstances get
      showHistory report history
      showCoverage report coverage
      listEvents get
      listPlans get
      createPlan plan
      showPlan plan
      listPlanNodes plan
      listPlanGroups (cuts of a plan are drawn by the console; plan -o json has every node)
      showPlanNode plan
      applyPlan apply
      listDocuments export
      applyDocuments apply
      listDocumentsOfKind get
      showDocument edit
      putDocument edit
      deleteDocument delete
      showSchema (docs has the schemas with it, and needs no server)
      showStatus status
      listBackends get
      showLedger backend check
      removeOrphan backend remove
      adoptHost backend adopt
      listExceptions exception list
      showException exception show
      listExceptionCauses exception causes
      assignException exception assign
      commentException exception comment
      acceptException exception accept
      reopenException exception reopen
      releaseException exception release
      listRepositories get
      showRepository describe
      approveCommit repository approve
      checkRepository repository check
      listSourceTags import csv
      reportTags tags report
      listAudit audit
      discoverPrometheus (asked by Prometheus)
      fetchConnectorPackage (fetched by the script that machines join with)
      fetchConnectorRpm (fetched by the script that machines join with)
      fetchOfferedPackage (fetched by connectors that renew themselves)
      listConnectorPackages get
      showJoinScript (run on the machine that joins)
      showJoinAuthority (fetched on the machine that joins)
      joinWithToken (asked by the machine that joins)
      requestToJoin (asked by the machine that joins)
      collectCertificate (asked by the machine that joins)
      renewCertificate (asked by connectors)
      showDeclaration (a node's own door: Puppet)
      putDeclaration (a node's own door: Puppet)
      showVoucher (a compiler's own door)
      enrolVoucher (a compiler's own door)
      listVouchers get
      linkNode node link
      retireNode node retire
      unretireNode node unretire
      listJoinTokens token list
      createJoinToken token join
      revokeJoinToken token revoke
      listJoinRequests node requests
      approveJoinRequest node approve
      denyJoinRequest node deny
      listTokens get
      createToken token create
      revokeToken token end
      listSecrets secret list
      addSecret secret set
      rotateSecret secret rotate
      showOpenApi (for programs: fetched from /openapi.yaml)
      showLiveness doctor
      showReadiness doctor
      showMetrics doctor
      """;

  @TempDir Path home = Path.of("");

  @Test
  void everyOperationHasACommandOrAReason() throws IOException {
    var known = new TreeMap<String, String>();
    TABLE
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(line -> assertThat(known.put(line[0], line[1])).as(line[0]).isNull());
    assertThat(known.keySet()).isEqualTo(operations());
    for (Map.Entry<String, String> each : known.entrySet()) {
      if (!each.getValue().startsWith("(")) {
        var line = Kitward.whole(Here.at(home));
        for (String word : each.getValue().split(" ")) {
          line = line.getSubcommands().get(word);
          assertThat(line).as(each.getKey() + ": " + each.getValue()).isNotNull();
        }
      }
    }
  }

  private static SortedSet<String> operations() throws IOException {
    var operations = new TreeSet<String>();
    JsonNode paths = YAMLMapper.builder().build().readTree(Files.readString(API)).path("paths");
    paths.forEach(
        path ->
            path.forEach(
                operation -> {
                  if (operation.has("operationId")) {
                    operations.add(operation.path("operationId").asString());
                  }
                }));
    return operations;
  }
}

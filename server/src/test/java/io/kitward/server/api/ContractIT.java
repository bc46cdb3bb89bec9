package io.kitward.server.api;

import io.kitward.server.store.TestStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, held against the real ports over a real PostgreSQL, at both doors. */
class ContractIT extends ContractChecks {
  private static final TestStore STORE = TestStore.fresh();

  @TempDir private static Path folder = Path.of("");
  private static StoredWorld world;
  private static RunningDoors doors;

  @BeforeAll
  static void open() throws Exception {
    world = new StoredWorld(STORE.store(), folder);
    doors = RunningDoors.over(world.ports(), world.denials());
  }

  @AfterAll
  static void close() {
    doors.close();
    world.close();
    STORE.close();
  }

  @Override
  List<Route> routes() {
    return doors.router.routes();
  }

  @Override
  ContractSubject subject() {
    world.reset();
    return new StoredSubject(world, doors);
  }

  private record StoredSubject(StoredWorld world, Exchange exchange) implements ContractSubject {
    @Override
    public String adminToken() {
      return world.adminToken();
    }

    @Override
    public String otherBackendToken() {
      return world.otherBackendToken();
    }

    @Override
    public String node() {
      return "db1.example";
    }

    @Override
    public String otherNode() {
      return "web1.example";
    }

    @Override
    public String backend() {
      return "mon";
    }

    @Override
    public String hostsBackend() {
      return "zabbix";
    }

    @Override
    public void silenceConsole() {
      world.hosts.silent.set(true);
    }

    @Override
    public String releasableException() {
      return world.releasable();
    }

    @Override
    public String heldException() {
      return world.held();
    }

    @Override
    public String closedException() {
      return world.closed();
    }

    @Override
    public void letWait(String plan) {
      world.letWait(plan);
    }

    @Override
    public String openPlan() {
      return world.plan("open");
    }

    @Override
    public String appliedPlan() {
      return world.plan("applied");
    }

    @Override
    public String outdatedPlan() {
      return world.plan("outdated");
    }

    @Override
    public String dangerousPlan() {
      return world.plan("dangerous");
    }

    @Override
    public String lastPolicy() {
      return "last";
    }

    @Override
    public String neededService() {
      return "node-exporter";
    }

    @Override
    public String unneededBundle() {
      return "idle";
    }

    @Override
    public String spareToken() {
      return "spare";
    }

    @Override
    public String joinToken() {
      return world.machines().token();
    }

    @Override
    public String spareJoinToken() {
      return world.machines().spareToken();
    }

    @Override
    public String joinRequest() {
      return world.machines().waiting();
    }

    @Override
    public byte[] joinProof() {
      return world.machines().proof();
    }

    @Override
    public String decidedJoinRequest() {
      return world.machines().decided();
    }

    @Override
    public String certificateRequest(String certname) {
      return JoiningMachines.request(certname);
    }

    @Override
    public String declaration() {
      return world.declaration();
    }

    @Override
    public String enrolment() {
      return world.enrolment();
    }

    @Override
    public String doneOperation() {
      return world.operation(true);
    }

    @Override
    public String openOperation() {
      return world.operation(false);
    }

    @Override
    public void takeNoOperations() {
      world.nodes.take = false;
    }

    @Override
    public void breakStore() {
      world.broken.set(true);
    }

    @Override
    public void makeUnsure() {
      world.loaded.set(false);
    }

    @Override
    public void makeNotReady() {
      world.loaded.set(false);
    }

    @Override
    public void removePackage() {
      world.packaged.set(false);
    }

    @Override
    public void close() {
      world.broken.set(false);
    }
  }
}

package io.kitward.server.api;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, held against routes, doors and handlers with their state in memory. */
class ContractTest extends ContractChecks {
  private static RunningDoors doors;

  @BeforeAll
  static void open() {
    doors = RunningDoors.open();
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  @Override
  List<Route> routes() {
    return doors.router.routes();
  }

  @Override
  ContractSubject subject() {
    doors.memory.reset();
    return new MemorySubject(doors);
  }

  private record MemorySubject(RunningDoors doors) implements ContractSubject {
    @Override
    public Exchange exchange() {
      return doors;
    }

    @Override
    public String adminToken() {
      return "admin-value";
    }

    @Override
    public String otherBackendToken() {
      return "other-value";
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
    public String releasableException() {
      return "x-1";
    }

    @Override
    public String closedException() {
      return "x-2";
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
    public void breakStore() {
      doors.memory.broken = true;
    }

    @Override
    public void makeUnsure() {
      doors.memory.unsure = true;
    }

    @Override
    public void makeNotReady() {
      doors.memory.ready = false;
    }

    @Override
    public void removePackage() {
      doors.memory.packaged = false;
    }

    @Override
    public void close() {
      doors.memory.reset();
    }
  }
}

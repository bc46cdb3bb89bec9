package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.HostFailure.Kind;
import org.junit.jupiter.api.Test;

class AptWordsTest {

  @Test
  void aLockIsSaidWithItsHolder() {
    assertThat(
            failure(
                "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 42 (perl)\n"))
        .isEqualTo("LOCKED apt is locked by another process: perl, pid 42");
    assertThat(
            failure("dpkg: error: dpkg frontend lock was locked by another process with pid 42\n"))
        .isEqualTo("LOCKED apt is locked by another process: pid 42");
  }

  @Test
  void aRepositoryThatIsAwayIsToldFromAPackageThatIsNotThere() {
    assertThat(
            failure(
                """
                Err:1 http://mirror.lab x InRelease
                  Temporary failure resolving 'mirror.lab'
                E: Failed to fetch http://mirror.lab/x.deb  Temporary failure resolving 'mirror.lab'
                E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?
                """))
        .startsWith("UNREACHABLE Failed to fetch http://mirror.lab/x.deb");
    assertThat(failure("E: Unable to locate package nothing\n"))
        .isEqualTo("NOT_FOUND Unable to locate package nothing");
  }

  @Test
  void aForeignSignatureAndAFullDiskAreSaid() {
    assertThat(
            failure(
                """
                W: GPG error: http://mirror.lab stable InRelease: NO_PUBKEY 0011223344556677
                E: The repository 'http://mirror.lab stable InRelease' is not signed.
                """))
        .isEqualTo("UNTRUSTED The repository 'http://mirror.lab stable InRelease' is not signed.");
    assertThat(
            failure(
                """
                dpkg: error processing archive x.deb (--unpack):
                 cannot copy extracted data: failed to write (No space left on device)
                E: Sub-process /usr/bin/dpkg returned an error code (1)
                """))
        .startsWith("NO_ROOM Sub-process /usr/bin/dpkg returned an error code (1)");
  }

  @Test
  void aFailingUpdateSaysWhoDidNotAnswer() {
    var update =
        new Command.Ended(
            0,
            """
            W: Failed to fetch http://a.lab/InRelease  Could not connect to a.lab:80
            W: Some index files failed to download. They have been ignored.
            """);
    assertThat(AptWords.unreachable(update).orElseThrow().kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(AptWords.unreachable(new Command.Ended(0, "Reading package lists...\n"))).isEmpty();
  }

  private static String failure(String output) {
    var failure = AptWords.failure("apt-get install", new Command.Ended(100, output));
    return failure.kind() + " " + failure.getMessage();
  }
}

package io.kitward.connector.host.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RpmVersionTest {

  /** From rpm's own tests (rpmvercmp.at). */
  @Test
  void segmentsHaveRpmsOrder() {
    for (String line :
        List.of(
            "1.0 = 1.0",
            "1.0 < 2.0",
            "2.0.1 > 2.0",
            "2.0 < 2.0.1",
            "2.0.1a > 2.0.1",
            "5.5p1 < 5.5p2",
            "5.5p1 < 5.5p10",
            "10xyz < 10.1xyz",
            "xyz10 < xyz10.1",
            "xyz.4 < 8",
            "8 > xyz.4",
            "xyz.4 < 2",
            "5.5p2 < 5.6p1",
            "5.6p1 < 6.5p1",
            "6.0.rc1 > 6.0",
            "10b2 > 10a1",
            "10a2 < 10b2",
            "1.0aa = 1.0aa",
            "1.0a < 1.0aa",
            "10.0001 = 10.0001",
            "10.0001 = 10.1",
            "10.0001 < 10.0039",
            "4.999.9 < 5.0",
            "20101121 < 20101122",
            "2_0 = 2.0",
            "2.0 = 2_0",
            "a+ = a_",
            "+a = _a",
            "+ = _",
            "1.0~rc1 < 1.0",
            "1.0~rc1 < 1.0~rc2",
            "1.0~rc1~git123 < 1.0~rc1",
            "1.0^ > 1.0",
            "1.0^git1 > 1.0",
            "1.0^git1 < 1.0^git2",
            "1.0^git1 < 1.01",
            "1.0^20160101 < 1.0.1",
            "1.0~rc1^git1 > 1.0~rc1",
            "1.0^git1~pre < 1.0^git1",
            "1b.fc17 = 1b.fc17",
            "1b.fc17 < 1.fc17")) {
      String[] parts = line.split(" ", -1);
      int expected = "<=>".indexOf(parts[1]) - 1;
      assertThat(Integer.signum(RpmVersion.segments(parts[0], parts[2])))
          .as(line)
          .isEqualTo(expected);
      assertThat(Integer.signum(RpmVersion.segments(parts[2], parts[0])))
          .as("the other way: " + line)
          .isEqualTo(-expected);
    }
  }

  @Test
  void theEpochComesFirstAndAMissingReleaseIsAny() {
    assertThat(RpmVersion.compare("1:1.0-1", "2.0-1")).isPositive();
    assertThat(RpmVersion.compare("0:2.0-1", "2.0-1")).isZero();
    assertThat(RpmVersion.compare("2.0-7", "2.0")).isZero();
    assertThat(RpmVersion.compare("2.0-7", "2.0-8")).isNegative();
  }
}

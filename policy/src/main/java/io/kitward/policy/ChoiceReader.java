package io.kitward.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the specs of assignments and exemptions: what people decide about single nodes. */
final class ChoiceReader {
  private static final Pattern REASON = Pattern.compile("(?s).*\\S.*");

  private ChoiceReader() {}

  static AssignmentDocument assignment(Metadata metadata, Fields spec) {
    String node = spec.text("node", SpecReader.CERTNAME, "the node's certname, in lower case");
    List<String> services = services(spec, "an assignment names at least one service");
    Mode.Said said = ModeReader.read(spec);
    AssignmentDocument assignment =
        new AssignmentDocument(
            metadata,
            node,
            services,
            SpecReader.parameters(spec),
            SpecReader.versions(spec),
            said == null ? null : said.mode(),
            said == null ? null : said.until());
    SpecReader.refuseForeign(spec, "parameters", assignment.parameters(), services);
    SpecReader.refuseForeign(spec, "versions", assignment.versions(), services);
    return assignment;
  }

  static ExemptionDocument exemption(Metadata metadata, Fields spec) {
    List<String> services = services(spec, "an exemption names at least one service");
    String reason = spec.text("reason", REASON, "why these nodes go without");
    return new ExemptionDocument(
        metadata, SpecReader.selector(spec), services, reason, until(spec));
  }

  private static List<String> services(Fields spec, String missing) {
    List<String> services = SpecReader.names(spec, "services");
    if (services.isEmpty()) {
      spec.problem(Problem.MISSING, "services", missing);
    }
    return services;
  }

  /** A date means the end of that day in UTC. */
  static Instant until(Fields spec) {
    String expected = "a date such as 2026-12-31 or an instant such as 2026-12-31T18:00:00Z";
    String text = spec.text("until", Fields.ANY, expected);
    if (!(spec.find("until") instanceof SourceNode.Text)) {
      return Instant.EPOCH;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException refused) {
      spec.problem(Problem.VALUE, "until", "is no date; expected " + expected);
      return Instant.EPOCH;
    }
  }
}

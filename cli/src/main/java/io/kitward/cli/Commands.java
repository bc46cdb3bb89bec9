package io.kitward.cli;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * All commands by name, in the order of the help. What a command takes is read from its class when
 * it is added, which is most of what a start costs; so a line gets those alone that it may mean.
 */
final class Commands {

  static final List<Map.Entry<String, Class<?>>> ALL =
      List.of(
          entry("status", StatusCommand.class),
          entry("get", GetCommand.class),
          entry("describe", DescribeCommand.class),
          entry("explain", ExplainCommand.class),
          entry("tag", TagCommand.class),
          entry("tags", TagsCommand.class),
          entry("report", ReportCommand.class),
          entry("plan", PlanCommand.class),
          entry("apply", ApplyCommand.class),
          entry("diff", DiffCommand.class),
          entry("edit", EditCommand.class),
          entry("lint", LintCommand.class),
          entry("export", ExportCommand.class),
          entry("docs", DocsCommand.class),
          entry("import", ImportCommand.class),
          entry("delete", DeleteCommand.class),
          entry("exception", ExceptionCommand.class),
          entry("audit", AuditCommand.class),
          entry("revert", RevertCommand.class),
          entry("backend", BackendCommand.class),
          entry("repository", RepositoryCommand.class),
          entry("secret", SecretCommand.class),
          entry("node", NodeCommand.class),
          entry("token", TokenCommand.class),
          entry("adopt", AdoptCommand.class),
          entry("suspend", SuspendCommand.class),
          entry("resume", ResumeCommand.class),
          entry("wait", WaitCommand.class),
          entry("check", CheckCommand.class),
          entry("logs", LogsCommand.class),
          entry("diagnostics", DiagnosticsCommand.class),
          entry("tools", ToolsCommand.class),
          entry("migrate", MigrateCommand.class),
          entry("selector", SelectorCommand.class),
          entry("context", ContextCommand.class),
          entry("open", OpenCommand.class),
          entry("doctor", DoctorCommand.class),
          entry("completion", CompletionCommand.class),
          entry("__complete", CompleteCommand.class),
          entry("version", VersionCommand.class));

  private Commands() {}

  /** Whether a line names any command; all are needed otherwise, for help and for guesses. */
  static boolean isAnyNamed(Collection<String> line) {
    return ALL.stream().map(Map.Entry::getKey).anyMatch(line::contains)
        && !line.contains(CompleteCommand.NAME);
  }

  /** Adds the commands whose names stand anywhere on a line, whatever they stand for there. */
  static void addNamed(CommandLine root, Collection<String> line) {
    ALL.stream()
        .filter(each -> line.contains(each.getKey()))
        .forEach(each -> root.addSubcommand(each.getValue()));
  }

  /** Adds all commands. */
  static void addAll(CommandLine root) {
    ALL.forEach(each -> root.addSubcommand(each.getValue()));
  }
}

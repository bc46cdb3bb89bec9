package io.kitward.server.repository;

import io.kitward.policy.Problem;
import java.util.List;

/** What a look at a repository found. */
public sealed interface Look {

  /** The commit that was known already. */
  record Same() implements Look {}

  /**
   * Another commit.
   *
   * @param rewritten whether it does not build on the one that is in force
   * @param files with documents, by path
   * @param problems why the files can't be used, place by place; often none
   */
  record Found(Commit commit, boolean rewritten, List<FollowedFile> files, List<Problem> problems)
      implements Look {
    public Found {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /** A file as it is at a commit. */
  record FollowedFile(String path, String text) {}
}

package io.kitward.lab;

/** What a command left: its exit code and everything it wrote. */
public record Output(int exit, String stdout, String stderr) {

  /** This output, if the command ended with 0; else {@link LabException} with what it wrote. */
  public Output orThrow(String what) {
    if (exit != 0) {
      throw new LabException(what + " ended with " + exit + ":\n" + (stdout + stderr).strip());
    }
    return this;
  }
}

package gatun.engine;

/** Whether a backend can be used on this machine, as data. */
public sealed interface Support {
  /**
   * The backend works.
   *
   * @param rank preference among usable backends; the highest is chosen automatically
   * @param detail what was found: vector width, device
   */
  record Usable(int rank, String detail) implements Support {}

  /**
   * The backend does not work here.
   *
   * @param reason what is missing
   * @param remedy what the user can do about it
   */
  record Refused(String reason, String remedy) implements Support {}
}

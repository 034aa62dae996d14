package gatun.linear;

/** An operator that has something to say about how it fits its system, such as a learned one. */
public interface Remarkable {
  /** Returns one sentence with numbers for people, empty if there is nothing to say. */
  String remark();
}

package gatun.bench.training;

/** Something that is trained, one step after the other. */
public interface Training extends AutoCloseable {
  /** Takes a step, returns the loss before it; 0 where only parameters are updated. */
  double step();

  @Override
  void close();
}

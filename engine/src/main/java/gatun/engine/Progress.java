package gatun.engine;

/**
 * Hears how far a long computation has come and may stop it. Called on the computing thread, so an
 * implementation should be quick; it may draw, log or count. The library itself prints nothing.
 */
@FunctionalInterface
public interface Progress {
  /** Hears nothing and never stops. */
  Progress SILENT = (iteration, limit, measure, goal) -> true;

  /**
   * Called after each iteration.
   *
   * @param iteration iterations done
   * @param limit the most that will be done
   * @param measure the quantity that is to fall, such as the relative residual
   * @param goal the value at which the computation ends
   * @return false to stop; the computation then ends with {@link Outcome.Kind#CANCELLED}
   */
  boolean report(long iteration, long limit, double measure, double goal);
}

package gatun.engine.grad;

/** The identity whose result counts as a constant. */
enum StopGradient implements Op {
  STOP;

  @Override
  public void forward(Site s) {
    s.shares(s.input(0));
  }

  @Override
  public void vjp(Site s) {}

  @Override
  public void jvp(Site s) {}

  @Override
  public void tangentOfVjp(Site s) {}
}

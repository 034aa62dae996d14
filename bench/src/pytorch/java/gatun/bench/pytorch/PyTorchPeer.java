package gatun.bench.pytorch;

import gatun.bench.training.Training;
import gatun.bench.training.TrainingPeer;
import gatun.bench.training.Work;

/** PyTorch through JavaCPP, that is through JNI: only here, never in the library. */
public final class PyTorchPeer implements TrainingPeer {
  @Override
  public String name() {
    return "pytorch";
  }

  /** Pictures are held channels-last, in which PyTorch trains them faster on this machine. */
  @Override
  public Training train(Work work, int threads) {
    boolean convolutions = work == Work.CNN || work == Work.RESNET20;
    return new PyTorchStep(work, threads, convolutions);
  }

  @Override
  public Training update(int parameters, int threads) {
    return new PyTorchUpdate(parameters, threads);
  }
}

package gatun.gpu;

import gatun.engine.ConvolutionShape;
import gatun.engine.Window;

/** Appends the sizes of a convolution to a launch, in the order of {@code window.cu}. */
final class WindowSizes {
  private WindowSizes() {}

  static void append(KernelFunction kernel, ConvolutionShape s) {
    kernel.with(s.batch()).with(s.depth()).with(s.height()).with(s.width());
    kernel.with(s.inputs()).with(s.outputs()).with(s.groups());
    kernel.with(s.outputDepth()).with(s.outputHeight()).with(s.outputWidth());
    Window.Axis d = s.window().depth();
    Window.Axis h = s.window().height();
    Window.Axis w = s.window().width();
    kernel.with(d.kernel()).with(h.kernel()).with(w.kernel());
    kernel.with(d.stride()).with(h.stride()).with(w.stride());
    kernel.with(d.padding()).with(h.padding()).with(w.padding());
    kernel.with(d.dilation()).with(h.dilation()).with(w.dilation());
    kernel.filled();
  }
}

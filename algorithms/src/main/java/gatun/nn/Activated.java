package gatun.nn;

import gatun.engine.Activation;

/** A layer that can apply a function to each element of its output without another pass. */
interface Activated extends Layer {
  /** Returns the function that it applies. */
  Activation activation();

  /** Returns this layer with another function. */
  Layer activated(Activation function);
}

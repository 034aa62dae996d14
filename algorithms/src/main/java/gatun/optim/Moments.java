package gatun.optim;

import gatun.engine.spi.UpdateTerms;

/** The factors of Adam's moments, with its two corrections of bias. */
record Moments(double beta1, double beta2, double epsilon) {
  /** ε is added behind the correction: α/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). */
  void corrected(UpdateTerms terms, long t, double rate) {
    set(terms);
    terms.rate = rate / (1 - Math.pow(beta1, t));
    terms.root = 1 / Math.sqrt(1 - Math.pow(beta2, t));
  }

  /** ε is added before the correction: α √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε). */
  void uncorrected(UpdateTerms terms, long t, double rate) {
    set(terms);
    terms.rate = rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
    terms.root = 1;
  }

  private void set(UpdateTerms terms) {
    terms.first = beta1;
    terms.firstFresh = 1 - beta1;
    terms.second = beta2;
    terms.secondFresh = 1 - beta2;
    terms.epsilon = epsilon;
  }
}

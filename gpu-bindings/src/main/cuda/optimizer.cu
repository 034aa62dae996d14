// Steps of optimizers on elements [from, to), one pass over memory each; see UpdateTerms. All begin
// with d = scale g + penalty x and end with x <- x - decay x - rate d.
enum { DESCENT, MOMENTUM, NESTEROV, ADAM, AMSGRAD, RMSPROP, ADADELTA, DIFFGRAD, SIGNED_DIFFGRAD };

__device__ inline real moment(real kept, real fresh, real* at, real d) {
  return *at = fma(kept, *at, fresh * d);
}

// a, b and c are what the optimizer keeps. Budget: 3 values, and 2 for each that is kept.
extern "C" __global__ void update(
    i64 kind, i64 from, i64 to, double scale, double penalty, double decay, double rate,
    double first, double first_fresh, double second, double second_fresh, double root_factor,
    double eps, const real* g, real* x, real* a, real* b, real* c) {
  const real beta = (real)first, fresh = (real)first_fresh, rho = (real)second;
  const real weight = (real)second_fresh, root = (real)root_factor, epsilon = (real)eps;
  FOR_ELEMENTS(k, to - from) {
    const i64 i = from + k;
    const real old = x[i];
    const real gamma = fma((real)penalty, old, (real)scale * g[i]);
    real d = gamma;
    switch (kind) {
      case MOMENTUM: d = moment(beta, fresh, a + i, gamma); break;
      case NESTEROV: d = fma(beta, moment(beta, fresh, a + i, gamma), gamma); break;
      case RMSPROP:
        d = gamma / fma(root, sqrt(moment(rho, weight, a + i, gamma * gamma)), epsilon);
        break;
      case ADADELTA: {
        const real v = moment(rho, weight, a + i, gamma * gamma);
        d = sqrt((b[i] + epsilon) / (v + epsilon)) * gamma;
        moment(rho, weight, b + i, d * d);
        break;
      }
      case ADAM:
      case AMSGRAD:
      case DIFFGRAD:
      case SIGNED_DIFFGRAD: {
        d = moment(beta, fresh, a + i, gamma);
        real v = moment(rho, weight, b + i, gamma * gamma);
        if (kind == AMSGRAD) {
          const real w = c[i];
          v = c[i] = v > w || v != v ? v : w;
        } else if (kind != ADAM) {
          const real change = c[i] - gamma;
          d *= 1 / (1 + exp(-(kind == DIFFGRAD ? fabs(change) : change)));
          c[i] = gamma;
        }
        d = d / fma(root, sqrt(v), epsilon);
        break;
      }
      default: break;
    }
    x[i] = fma(-(real)rate, d, fma(-(real)decay, old, old));
  }
}

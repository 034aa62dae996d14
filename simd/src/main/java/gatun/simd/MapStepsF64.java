package gatun.simd;

import gatun.engine.Binary;
import gatun.engine.Function;
import gatun.engine.Ternary;
import gatun.engine.Unary;
import gatun.engine.spi.Program;

/** One function on a tile in cache. */
final class MapStepsF64 {
  private static final int L = Lanes.F64.length();
  private static final int B = Double.BYTES;

  private MapStepsF64() {}

  /** Computes y ← f(x) for n elements, packed densely; y may be x. The bits depend on x alone. */
  static void apply(Unary f, long x, long y, int n) {
    int whole = n / L * L;
    if (whole > 0) {
      unary(f, x, y, whole);
    }
    if (whole < n) {
      long room = MapTiles.own().tile(Program.VALUES + 1);
      Level1KernelsF64.copy(x + (long) B * whole, room, n - whole);
      unary(f, room, room, n - whole);
      Level1KernelsF64.copy(room, y + (long) B * whole, n - whole);
    }
  }

  /** Computes t ← f(x, y, z), as many as f takes, for n elements rounded up to whole vectors. */
  static void whole(Function f, long x, long y, long z, long t, int n) {
    if (f instanceof Unary u) { // a switch over these types allocates
      unary(u, x, t, n);
    } else if (f instanceof Binary b) {
      binary(b, x, y, t, n);
    } else if (f == Ternary.SELECT) {
      OperandsF64.select(x, y, z, t, n);
    } else {
      OperandsF64.fma(x, y, z, t, n);
    }
  }

  private static void unary(Unary f, long x, long y, int n) {
    switch (f) {
      case EXP -> ExponentialsF64.exp(x, y, n);
      case EXPM1 -> ExponentialsF64.expm1(x, y, n);
      case LOG -> LogarithmsF64.log(x, y, n);
      case LOG1P -> LogarithmsF64.log1p(x, y, n);
      case TANH -> ExponentialsF64.tanh(x, y, n);
      case SIGMOID -> ExponentialsF64.sigmoid(x, y, n);
      // @F32 case ERF -> ShortErrorFunctions.erf(x, y, n);
      case ERF -> ErrorFunctionsF64.erf(x, y, n);
      // @F32 case GELU -> ShortErrorFunctions.gelu(x, y, n);
      case GELU -> ErrorFunctionsF64.gelu(x, y, n);
      case GELU_TANH -> ExponentialsF64.geluTanh(x, y, n);
      case SILU -> ExponentialsF64.silu(x, y, n);
      case SOFTPLUS -> ExponentialsF64.softplus(x, y, n);
      case RELU -> ArithmeticF64.relu(x, y, n);
      case SIN -> TrigonometryF64.sin(x, y, n);
      case COS -> TrigonometryF64.cos(x, y, n);
      case SQRT -> ArithmeticF64.sqrt(x, y, n);
      case RSQRT -> ArithmeticF64.rsqrt(x, y, n);
      case ABS -> ArithmeticF64.abs(x, y, n);
      case NEGATE -> ArithmeticF64.negate(x, y, n);
      case RECIPROCAL -> ArithmeticF64.reciprocal(x, y, n);
      case SQUARE -> ArithmeticF64.square(x, y, n);
      case FLOOR -> ArithmeticF64.floor(x, y, n);
      case CEIL -> ArithmeticF64.ceil(x, y, n);
      case ROUND -> ArithmeticF64.round(x, y, n);
      case SIGN -> ArithmeticF64.sign(x, y, n);
    }
  }

  private static void binary(Binary f, long x, long y, long z, int n) {
    switch (f) {
      case ADD -> OperandsF64.add(x, y, z, n);
      case SUBTRACT -> OperandsF64.subtract(x, y, z, n);
      case MULTIPLY -> OperandsF64.multiply(x, y, z, n);
      case DIVIDE -> OperandsF64.divide(x, y, z, n);
      case MINIMUM -> OperandsF64.minimum(x, y, z, n);
      case MAXIMUM -> OperandsF64.maximum(x, y, z, n);
      case POWER -> OperandsF64.power(x, y, z, n);
      case ATAN2 -> OperandsF64.atan2(x, y, z, n);
      case EQUAL -> ComparisonsF64.equal(x, y, z, n);
      case NOT_EQUAL -> ComparisonsF64.notEqual(x, y, z, n);
      case LESS -> ComparisonsF64.less(x, y, z, n);
      case LESS_OR_EQUAL -> ComparisonsF64.lessOrEqual(x, y, z, n);
      case GREATER -> ComparisonsF64.greater(x, y, z, n);
      case GREATER_OR_EQUAL -> ComparisonsF64.greaterOrEqual(x, y, z, n);
    }
  }
}

package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Activation;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializersTest extends NetworkFixture {
  private static final Fan FAN = new Fan(50, 200);

  private double[] filled(Initializer initializer) {
    HostTensor x = workspace.zeros(DType.F64, 50, 200);
    initializer.fill(x, FAN, new Philox(11));
    return values(x);
  }

  private static double deviation(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum() / x.length);
  }

  private static double largest(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElseThrow();
  }

  /** 10,000 numbers: the deviation is known to 1 %, the bound is reached to 0.1 %. */
  private void uniform(double bound, Initializer initializer) {
    double[] x = filled(initializer);
    assertEquals(bound / Math.sqrt(3), deviation(x), 0.02 * bound);
    assertTrue(largest(x) <= bound && largest(x) > 0.998 * bound, () -> "largest " + largest(x));
  }

  @Test
  void uniformNumbersReachTheirBounds() {
    uniform(1 / Math.sqrt(50), Initializers.fanInUniform());
    uniform(Math.sqrt(6.0 / 250), Initializers.xavierUniform(1));
    uniform(2 * Math.sqrt(6.0 / 250), Initializers.xavierUniform(2));
    uniform(Math.sqrt(6.0 / 50), Initializers.kaimingUniform(Initializers.Along.IN, Math.sqrt(2)));
    uniform(Math.sqrt(3.0 / 200), Initializers.kaimingUniform(Initializers.Along.OUT, 1));
  }

  @Test
  void normalNumbersHaveTheirDeviation() {
    double root = Math.sqrt(2);
    var in = Initializers.kaimingNormal(Initializers.Along.IN, root);
    assertEquals(root / Math.sqrt(50), deviation(filled(in)), 0.005);
    var out = Initializers.kaimingNormal(Initializers.Along.OUT, root);
    assertEquals(root / Math.sqrt(200), deviation(filled(out)), 0.003);
    assertEquals(Math.sqrt(2.0 / 250), deviation(filled(Initializers.xavierNormal(1))), 0.003);
    double[] shifted = filled(Initializers.normal(3, 0.5));
    assertEquals(3, Arrays.stream(shifted).average().orElseThrow(), 0.02);
  }

  @Test
  void truncatedNumbersStayInside() {
    double[] x = filled(Initializers.truncatedNormal(0.02));
    assertTrue(largest(x) <= 0.04 && largest(x) > 0.0395);
    assertEquals(0.02 * 0.8796, deviation(x), 0.0004); // of N(0,1) within two deviations
  }

  @Test
  void constantsAreConstant() {
    assertEquals(0, largest(filled(Initializers.zeros())));
    assertTrue(Arrays.stream(filled(Initializers.ones())).allMatch(v -> v == 1));
    assertTrue(Arrays.stream(filled(Initializers.constant(-0.25))).allMatch(v -> v == -0.25));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "4, 9", "9, 4", "1, 5", "5, 1"})
  void orthogonalMatricesHaveOrthonormalVectors(int m, int n) {
    HostTensor x = workspace.zeros(DType.F64, m, n);
    Initializers.orthogonal(1.5).fill(x, FAN, new Philox(2));
    boolean rows = m <= n;
    for (int i = 0; i < Math.min(m, n); i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(m, n); k++) {
          dot += rows ? x.at(i, k) * x.at(j, k) : x.at(k, i) * x.at(k, j);
        }
        assertEquals(i == j ? 2.25 : 0, dot, 1e-13);
      }
    }
  }

  @Test
  void equalGeneratorsMakeEqualNumbersAndOthersDoNot() {
    HostTensor x = workspace.zeros(DType.F64, 6, 6);
    HostTensor y = workspace.zeros(DType.F64, 6, 6);
    for (Initializer initializer :
        new Initializer[] {
          Initializers.fanInUniform(), Initializers.normal(0, 1), Initializers.orthogonal(1)
        }) {
      initializer.fill(x, FAN, new Philox(1));
      initializer.fill(y, FAN, new Philox(1));
      assertArrayEquals(values(x), values(y));
      initializer.fill(y, FAN, new Philox(2));
      assertFalse(Arrays.equals(values(x), values(y)));
    }
  }

  @Test
  void gainsAreThoseOfPyTorch() {
    assertEquals(Math.sqrt(2), Initializers.gain(Activation.RELU));
    assertEquals(5.0 / 3, Initializers.gain(Activation.TANH));
    assertEquals(1, Initializers.gain(Activation.IDENTITY));
  }

  @Test
  void senselessNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Initializers.normal(0, -1));
    assertThrows(IllegalArgumentException.class, () -> Initializers.uniform(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Initializers.truncatedNormal(0));
    assertThrows(IllegalArgumentException.class, () -> new Fan(0, 1));
  }
}

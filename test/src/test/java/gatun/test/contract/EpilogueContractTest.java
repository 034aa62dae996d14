package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Activation;
import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.MatrixBlas;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a product does to its result before it stores it. */
final class EpilogueContractTest {
  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F32, 1", "F32, 2"})
  void epiloguesAgreeWithTheReference(DType dtype, int step) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(8);
      for (int[] s : new int[][] {{1, 1, 1}, {37, 71, 19}, {40, 64, 500}, {5, 9, 0}}) {
        Sheet a = Sheet.random(w, dtype, s[0], s[2], 1, random);
        Sheet b = Sheet.random(w, dtype, s[2], s[1], 1, random);
        Sheet r = Sheet.random(w, dtype, s[0], s[1], step, random);
        HostTensor column = Contract.random(w, dtype, s[1], step, random);
        HostTensor row = Contract.random(w, dtype, s[0], step, random);
        for (Activation activation : Activation.values()) {
          Epilogue plain = Epilogue.NONE.with(activation);
          for (Epilogue e :
              new Epilogue[] {
                plain,
                plain.withColumnBias(column),
                plain.withRowBias(row),
                plain.withResidual(r.view()).withColumnBias(column).withRowBias(row)
              }) {
            for (double beta : new double[] {0, 0.5}) {
              Sheet c = Sheet.random(w, dtype, s[0], s[1], step, random);
              Sheet expected = c.copy();
              oracle.gemm(0.5, a.view(), false, b.view(), false, beta, expected.view(), e);
              subject.gemm(0.5, a.view(), false, b.view(), false, beta, c.view(), e);
              c.assertClose(expected, 8 + 2 * s[2], dtype + " " + activation + " " + s[0]);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 1", "F32, 2"})
  void anActivationGivesTheBitsOfTheFunctionAfterwards(DType dtype, int threads) {
    double[] special = {Double.NaN, 1 / 0.0, -1 / 0.0, 0.0, -0.0, 1e30, -1e30, -90, 1e-39, 30, 2e5};
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas blas = MatrixBlas.of(backend, dtype);
      var random = new SplittableRandom(11);
      for (int[] s : new int[][] {{1, 1, 1}, {9, 11, 1}, {21, 43, 5}, {40, 64, 700}}) {
        HostTensor a = GemmContractTest.cube(w, dtype, random, s[0], s[2]);
        HostTensor b = GemmContractTest.cube(w, dtype, random, s[2], s[1]);
        for (int j = 0; s[2] < 100 && j < Math.min(s[1], special.length); j++) {
          b.set(special[j], 0, j);
          a.set(1, 0, 0);
        }
        HostTensor fused = w.zeros(dtype, s[0], s[1]);
        HostTensor plain = w.zeros(dtype, s[0], s[1]);
        for (Activation activation : Activation.values()) {
          blas.gemm(1, a, false, b, false, 0, fused, Epilogue.NONE.with(activation));
          blas.gemm(a, b, plain);
          if (activation.function() != null) {
            Maps.of(backend, dtype).apply(activation.function(), plain, plain);
          }
          for (int at = 0; at < s[0] * s[1]; at++) {
            double expected = plain.at(at / s[1], at % s[1]);
            double found = fused.at(at / s[1], at % s[1]);
            assertEquals(expected, found, activation + " " + dtype + " at " + at + " of " + s[1]);
          }
        }
      }
    }
  }
}

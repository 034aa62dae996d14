package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backends;
import gatun.engine.Support;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --backend cuda}: a solution where there is a device, else reason and remedy. */
class CudaCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "solve --poisson mac:12 --method cg --preconditioner none --backend cuda --json",
        "solve --poisson mac:12 --method pcg --preconditioner jacobi --backend cuda --json",
        "solve --poisson mac:12 --method minres --precision f32 --tolerance 1e-4 --backend cuda --json"
      })
  void solvesOrSaysWhyNot(String arguments) {
    Result result = Result.ofLine(arguments);
    Support support =
        Backends.report().stream()
            .filter(entry -> entry.name().equals("cuda"))
            .findFirst()
            .orElseThrow()
            .support();
    switch (support) {
      case Support.Usable(int rank, String detail) -> {
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\"backend\" : \"cuda\""), result.out());
      }
      case Support.Refused(String reason, String remedy) -> {
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains("backend 'cuda' is refused: " + reason), result.err());
        assertTrue(result.err().contains(remedy), result.err());
      }
    }
  }
}

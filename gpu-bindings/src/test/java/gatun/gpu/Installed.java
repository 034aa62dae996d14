package gatun.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of CUDA; without it the test is reported as skipped. */
final class Installed {
  private Installed() {}

  static void require(Library library) {
    assumeTrue(
        library.found().isPresent(),
        () -> library + " is not installed: none of " + library.names() + " was found");
  }
}

package gatun.linear.learned;

import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.Preconditioner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Search directions by a network that is kept in a file, read for each operator: {@code dcdm}.
 *
 * @param file of {@link DirectionNetwork#save}; null for the network that comes with the program,
 *     trained on a box of air
 */
public record StoredDirections(@Nullable Path file) implements Preconditioner {
  private static final String SHIPPED = "box.safetensors";

  /** Returns the network that comes with the program. */
  public static StoredDirections shipped() {
    return new StoredDirections(null);
  }

  @Override
  public String name() {
    return "dcdm";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the operator is none of a MAC grid, or the file holds no
   *     such network or cannot be read
   */
  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    try {
      Path known = file;
      return (known == null ? shipped(workspace) : DirectionNetwork.load(known, workspace))
          .prepare(a, workspace);
    } catch (IOException e) {
      throw new IllegalArgumentException("direction network: " + e.getMessage(), e);
    }
  }

  private static DirectionNetwork shipped(Workspace workspace) throws IOException {
    Path copy = Files.createTempFile("gatun-directions", ".safetensors");
    try (InputStream in = StoredDirections.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IOException("the network is not part of this build: " + SHIPPED);
      }
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return DirectionNetwork.load(copy, workspace);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}

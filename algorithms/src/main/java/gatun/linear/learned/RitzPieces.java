package gatun.linear.learned;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import gatun.engine.io.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lanczos vectors in files of {@link RitzBasis#CHUNK}, sealed, {@code lanczos-0000.safetensors}.
 */
final class RitzPieces {
  private static final String TITLE = "gatun.lanczos";

  private final @Nullable Path folder;
  private final String title;
  private final Workspace workspace;
  private @Nullable HostTensor buffer;

  RitzPieces(@Nullable Path folder, String title, Workspace workspace) {
    this.folder = folder;
    this.title = title;
    this.workspace = workspace;
  }

  /**
   * Returns memory for a piece; with a folder always the same, because finished ones are mapped.
   */
  HostTensor fresh(DType dtype, int rows, long n) {
    if (folder == null) {
      return workspace.zeros(dtype, rows, n);
    }
    HostTensor known = buffer;
    if (known == null) {
      known = workspace.zeros(dtype, RitzBasis.CHUNK, n);
      buffer = known;
    }
    return known;
  }

  private Path file(Path where, int piece) {
    return where.resolve("lanczos-%04d.safetensors".formatted(piece));
  }

  /** Maps the pieces that are there into the list; returns how many vectors they hold. */
  int load(DType dtype, long n, int count, List<HostTensor> chunks, double[] alpha, double[] beta)
      throws IOException {
    if (folder == null) {
      return 0;
    }
    int rows = RitzBasis.CHUNK;
    for (int piece = 0; (piece + 1) * rows <= count; piece++) {
      Path file = file(folder, piece);
      if (!Files.isRegularFile(file)) {
        break;
      }
      chunks.add(map(file, dtype, n));
      double[] found = Safetensors.read(file, "alpha", workspace).toArray();
      System.arraycopy(found, 0, alpha, piece * rows, rows);
      double[] before = Safetensors.read(file, "before", workspace).toArray();
      int skipped = piece == 0 ? 1 : 0; // nothing stands before the first vector
      System.arraycopy(before, skipped, beta, piece * rows + skipped - 1, rows - skipped);
    }
    return chunks.size() * rows;
  }

  private HostTensor map(Path file, DType dtype, long n) throws IOException {
    SafetensorsHeader header;
    try {
      header = Safetensors.verify(file);
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage() + "; remove it", e);
    }
    String found = header.metadata().get(TITLE);
    if (!title.equals(found)) {
      throw new IllegalArgumentException(
          file + ": expected Lanczos vectors of " + title + ", found those of " + found);
    }
    HostTensor vectors = Safetensors.map(file, workspace).get("vectors");
    if (vectors == null
        || vectors.dtype() != dtype
        || vectors.size() != RitzBasis.CHUNK * n
        || vectors.shape().rank() != 2) {
      throw new IllegalArgumentException(
          file + ": expected vectors " + dtype + "[" + RitzBasis.CHUNK + ", " + n + "]; remove it");
    }
    return vectors;
  }

  /** Writes a finished piece; returns what takes its place. */
  HostTensor save(int piece, HostTensor vectors, double[] alpha, double[] beta) throws IOException {
    if (folder == null) {
      return vectors;
    }
    Files.createDirectories(folder);
    int from = piece * RitzBasis.CHUNK;
    HostTensor diagonal = workspace.vector(Arrays.copyOfRange(alpha, from, from + RitzBasis.CHUNK));
    HostTensor before = workspace.zeros(DType.F64, RitzBasis.CHUNK);
    for (int i = 0; i < RitzBasis.CHUNK; i++) {
      before.set(from + i == 0 ? 0 : beta[from + i - 1], i);
    }
    Path file = file(folder, piece);
    Safetensors.writeSealed(
        Map.of("vectors", vectors, "alpha", diagonal, "before", before),
        Map.of(TITLE, title),
        file);
    return map(file, vectors.dtype(), vectors.shape().extent(1));
  }
}

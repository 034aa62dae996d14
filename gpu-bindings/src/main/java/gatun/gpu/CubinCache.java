package gatun.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keeps compiled kernels on disk, a file each, named by a digest of the source, the architecture,
 * the compiler's version and its options. Safe for several processes: a file appears whole or not
 * at all. A cache that cannot be read or written costs time only.
 */
public final class CubinCache {
  private static final System.Logger LOG = System.getLogger(CubinCache.class.getName());
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private final Path folder;

  /** Uses a folder, made when first needed. */
  public CubinCache(Path folder) {
    this.folder = folder;
  }

  /** Returns the cache of the user: in XDG_CACHE_HOME if that is set, else in ~/.cache. */
  public static CubinCache ofUser() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path cache =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return new CubinCache(cache.resolve("gatun").resolve("cubin"));
  }

  /** Returns the folder and how many compiled kernels it holds, in words. */
  public String description() {
    try (var files = Files.list(folder)) {
      return folder
          + ", "
          + files.filter(f -> f.toString().endsWith(".cubin")).count()
          + " kernels";
    } catch (IOException | java.io.UncheckedIOException absent) {
      return folder + ", empty";
    }
  }

  /**
   * Returns the machine code of a source, from the cache or compiled now.
   *
   * @throws CudaException see {@link KernelCompiler#compile}
   */
  public byte[] compiled(String name, String source, String architecture) {
    Path file = folder.resolve(key(source, KernelCompiler.identity(architecture)) + ".cubin");
    try {
      byte[] kept = Files.readAllBytes(file);
      if (kept.length > ELF.length && MessageDigest.isEqual(first(kept), ELF)) {
        return kept;
      }
    } catch (IOException absent) {
      LOG.log(System.Logger.Level.DEBUG, "not in the cache: {0}", file);
    }
    byte[] cubin = KernelCompiler.compile(name, source, architecture);
    keep(file, cubin);
    return cubin;
  }

  private static byte[] first(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, ELF.length);
  }

  private void keep(Path file, byte[] cubin) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "part", ".new");
      try {
        Files.write(part, cubin);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part); // there only if the disk is full, say
      }
    } catch (IOException failure) {
      LOG.log(System.Logger.Level.DEBUG, "a compiled kernel was not kept: {0}", failure);
    }
  }

  private static String key(String source, String identity) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(identity.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(source.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new AssertionError(everyJavaHasIt);
    }
  }
}

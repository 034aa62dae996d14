package gatun.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches the published files of a set from a folder on the network; checksums are compared. */
final class Download {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final String set;
  private final @Nullable Path folder;
  private final String from;
  private final PrintWriter err;

  /**
   * Takes what is asked for.
   *
   * @param from the address of a folder
   * @param err says what is fetched
   */
  Download(String set, @Nullable Path folder, String from, PrintWriter err) {
    this.set = set;
    this.folder = folder;
    this.from = from.endsWith("/") ? from : from + "/";
    this.err = err;
  }

  /** Returns the published files of a set and their SHA-256. */
  private static Map<String, String> published(String set) {
    if (!set.equals("mnist")) {
      throw new InputError(
          set.equals("cifar")
              ? "--download: for cifar, unpack cifar-10-binary.tar.gz into the folder of --data"
              : "--download: digits comes with gatun; leave --data out");
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "train-images-idx3-ubyte.gz",
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609");
    files.put(
        "train-labels-idx1-ubyte.gz",
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c");
    files.put(
        "t10k-images-idx3-ubyte.gz",
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6");
    files.put(
        "t10k-labels-idx1-ubyte.gz",
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6");
    return files;
  }

  /**
   * Fetches what is missing.
   *
   * @throws InputError if a file cannot be had, or is another than the published one
   */
  void run() {
    Map<String, String> files = published(set);
    if (folder == null) {
      throw new InputError("--download: expected --data DIR, the folder to fetch into");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputError("--data " + folder + ": " + OutputFile.reason(e), e);
    }
    files.forEach((name, sum) -> {
      if (TrainingImages.find(folder, name.substring(0, name.length() - 3)).isEmpty()) {
        err.println("gatun train: fetching " + from + name);
        err.flush();
        OutputFile.write("--data", folder.resolve(name), path -> fetch(from + name, sum, path));
      }
    });
  }

  private static void fetch(String address, String sum, Path to) throws IOException {
    MessageDigest digest = sha256();
    try {
      URLConnection connection = URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream in = connection.getInputStream();
          OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
        in.transferTo(out);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(address + " could not be fetched (" + e.getMessage() + ")", e);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sum)) {
      throw new IOException(
          address
              + " is another file than the published one: expected SHA-256 "
              + sum
              + ", found "
              + found);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

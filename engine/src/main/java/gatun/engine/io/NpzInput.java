package gatun.engine.io;

import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An open {@code .npz} archive. */
final class NpzInput implements AutoCloseable {
  /** What the name of an array's entry ends in. */
  static final String ENDING = ".npy";

  private static final long DEFLATE_LIMIT = 1032; // the most bytes that one deflated byte yields

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  NpzInput(Path file) throws IOException {
    this.file = file;
    Npy.requireRegular(file);
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw FormatException.in(file, "expected a .npz file, a zip archive: " + reason(e));
    }
    try {
      list();
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void list() throws IOException {
    long left = Files.size(file);
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
      String name = entry.getName();
      if (!name.endsWith(ENDING)) {
        throw FormatException.in(
            file, "expected entries NAME.npy, found " + FormatException.quoted(name));
      }
      if (entries.put(name.substring(0, name.length() - ENDING.length()), entry) != null) {
        throw FormatException.in(
            file, "expected each array once, found " + FormatException.quoted(name) + " twice");
      }
      long stored = entry.getCompressedSize();
      left -= stored;
      if (stored < 0 || left < 0) {
        throw FormatException.in(
            file, "the arrays up to " + FormatException.quoted(name) + " are longer than the file");
      }
      long most = entry.getMethod() == ZipEntry.STORED ? stored : DEFLATE_LIMIT * stored;
      if (entry.getSize() < 0 || entry.getSize() > most) {
        throw FormatException.in(
            file,
            "array "
                + FormatException.quoted(name)
                + ": expected at most "
                + most
                + " bytes, found a length of "
                + entry.getSize());
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it ends early" : e.getMessage();
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  Map<String, HostTensor> all(Workspace workspace) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : entries.keySet()) {
      tensors.put(name, array(name, workspace));
    }
    return tensors;
  }

  HostTensor array(String name, Workspace workspace) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw FormatException.in(
          file,
          "expected an array named "
              + FormatException.quoted(name)
              + ", found "
              + FormatException.quoted(String.join(", ", entries.keySet())));
    }
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      NpyInput input = new NpyInput(file, name, Channels.newChannel(in), entry.getSize());
      NpyHeader header = input.header();
      HostTensor tensor = input.elements(header, header.dtype(), workspace);
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        throw input.wrong(0, "the data does not fit the length or the checksum of the archive");
      }
      return tensor;
    } catch (ZipException | EOFException e) {
      throw FormatException.in(
          file, "array " + FormatException.quoted(name) + " is damaged: " + reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

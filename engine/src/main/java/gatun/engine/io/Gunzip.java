package gatun.engine.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses the members of a gzip file (RFC 1952), one after the other. Unlike {@link
 * java.util.zip.GZIPInputStream}, which takes anything behind a member for the end of the file, it
 * refuses what is no further member; zeros that fill up a block are passed over, as gzip does.
 */
final class Gunzip extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 check = new CRC32();
  private final byte[] bytes = new byte[BUFFER];
  private int position;
  private int limit;
  private long members;
  private boolean ended;

  /** Reads the header of the first member. */
  Gunzip(InputStream in) throws IOException {
    this.in = in;
    header();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      while (!ended && length > 0) {
        int count = inflater.inflate(target, offset, length);
        check.update(target, offset, count);
        if (count > 0) {
          return count;
        }
        if (inflater.finished()) {
          position = limit - inflater.getRemaining();
          trailer();
          nextMember();
        } else if (inflater.needsDictionary()) {
          throw new ZipException("a preset dictionary is not allowed");
        } else {
          fill();
          inflater.setInput(bytes, 0, limit);
        }
      }
      return length == 0 ? 0 : -1;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage() == null ? "invalid data" : e.getMessage());
    }
  }

  private void fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(bytes, 0, BUFFER));
    if (limit == 0) {
      throw new EOFException("unexpected end of the compressed data");
    }
  }

  private int next() throws IOException {
    if (position == limit) {
      fill();
    }
    return bytes[position++] & 0xff;
  }

  /** Reads a number of 4 bytes, the least first. */
  private long word() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void header() throws IOException {
    if (next() != 0x1f || next() != 0x8b) {
      throw new ZipException(
          members == 0
              ? "no gzip header"
              : "expected the end of the file or another gzip member after member "
                  + members
                  + ", found other bytes");
    }
    if (next() != 8) {
      throw new ZipException("unknown compression method");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("reserved flags are set");
    }
    skip(6); // time, level, system
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
      while (next() != 0) { // to the end of the name or comment
        continue;
      }
    }
    if ((flags & HEADER_CHECK) != 0) {
      skip(2);
    }
    inflater.reset();
    inflater.setInput(bytes, position, limit - position);
    check.reset();
    members++;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void trailer() throws IOException {
    if (word() != check.getValue()) {
      throw new ZipException("the checksum is wrong");
    }
    if (word() != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("the length is wrong");
    }
  }

  /** Steps to the next member, or to the end if there is none. */
  private void nextMember() throws IOException {
    boolean zeros = false;
    while (!ended) {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(bytes, 0, BUFFER));
        ended = limit == 0;
      } else if (bytes[position] == 0) {
        position++;
        zeros = true;
      } else if (zeros) {
        throw new ZipException("expected zeros up to the end of the file, found other bytes");
      } else {
        header();
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}

package gatun.engine;

import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/**
 * Owns off-heap memory: every tensor made here lives until {@link #close}, which frees all of them
 * at once. Any thread may allocate and use the tensors.
 *
 * <p>Closing while a kernel works on one of its tensors, or while a {@link Scratch} is open, is an
 * {@link IllegalStateException} for the closer; nothing is freed then. Using a tensor after the
 * close is an {@link IllegalStateException} for the user. A workspace that becomes unreachable
 * unclosed, with all its tensors, is freed and reported through the logger {@code
 * gatun.engine.Workspace}.
 *
 * <p>Against the limit of the settings counts what is held: tensors, scratch regions, the room that
 * keeps large blocks apart, mapped files, and what is being built here.
 */
public final class Workspace implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final long STAGGER = 5 * ALIGNMENT;
  private static final long PAGE = 4096;

  private final Backend backend;
  private final WorkspaceSettings settings;
  private final String title;
  private final Arena arena = Arena.ofShared();
  private final Lifetime lifetime;
  private final LeakTracker tracker;
  private final Scratch.Stack scratchStack = new Scratch.Stack();
  private long used;
  private long blocks;

  private Workspace(Backend backend, WorkspaceSettings settings) {
    this.backend = backend;
    this.settings = settings;
    this.title = "Workspace '" + settings.name() + "'";
    this.lifetime = new Lifetime(title, this);
    this.tracker = LeakTracker.watch(this, arena, settings);
  }

  /** Opens a workspace for tensors of one backend, without a memory limit. */
  public static Workspace on(Backend backend) {
    return on(backend, WorkspaceSettings.defaults());
  }

  /** Opens a workspace for tensors of one backend. */
  public static Workspace on(Backend backend, WorkspaceSettings settings) {
    return new Workspace(backend, settings);
  }

  /** Returns the backend whose kernels work on the tensors. */
  public Backend backend() {
    return backend;
  }

  /** Returns the settings this workspace was opened with. */
  public WorkspaceSettings settings() {
    return settings;
  }

  /** Returns the bytes that this workspace holds: all that counts against its limit. */
  public synchronized long bytes() {
    return used;
  }

  /**
   * Returns a new contiguous tensor, all elements zero, aligned to 64 bytes.
   *
   * @throws MemoryLimitException if it would exceed the limit
   * @throws IllegalArgumentException if an extent is negative or the size overflows
   * @throws IllegalStateException if this workspace is closed
   */
  public HostTensor zeros(DType dtype, long... extents) {
    Shape shape = Shape.of(extents);
    MemorySegment memory = take(byteSize(dtype, shape), dtype + shape.toString());
    return new HostTensor(this, lifetime, memory, dtype, shape, shape.rowMajorStrides());
  }

  /** Returns a new F64 vector with the given elements. */
  public HostTensor vector(double... values) {
    HostTensor tensor = zeros(DType.F64, values.length);
    MemorySegment.copy(MemorySegment.ofArray(values), 0, tensor.segment(), 0, 8L * values.length);
    return tensor;
  }

  /**
   * Opens a region for short-lived tensors: closing it makes its memory available to the next one.
   * Regions nest; they close in the reverse order of opening.
   */
  public Scratch scratch() {
    return Scratch.open(this);
  }

  /**
   * Frees the memory of all tensors made here.
   *
   * @throws IllegalStateException if a kernel is working on a tensor, a scratch region is open, or
   *     this workspace is closed already
   */
  @Override
  public synchronized void close() { // synchronized: not between the check and the end of a take
    scratchStack.requireClosed(title);
    lifetime.close();
    try {
      arena.close();
    } catch (IllegalStateException e) {
      lifetime.reopen();
      throw new IllegalStateException(title + " is in use by a native call; close it later", e);
    }
    tracker.closed();
  }

  /**
   * Returns a tensor over a part of a file, without a copy. Writes to the tensor stay in this
   * process (copy on write) and never reach the file. The mapping counts against the memory limit
   * in full, because every page that is written becomes memory of this process; it ends with this
   * workspace. The channel may be closed at once. The file must not be shortened meanwhile. A
   * backend with memory of its own, such as cuda, gets a copy instead.
   *
   * @param channel open for reading and writing, which the system demands for a private mapping
   * @param offset where the elements begin: native byte order, row-major, aligned to their size
   * @throws IllegalArgumentException if the offset is negative or misaligned, or the file too short
   * @throws MemoryLimitException if it would exceed the limit
   * @throws IOException if the system refuses the mapping
   * @throws IllegalStateException if this workspace is closed
   */
  public HostTensor map(FileChannel channel, long offset, DType dtype, long... extents)
      throws IOException {
    Shape shape = Shape.of(extents);
    long bytes = byteSize(dtype, shape);
    long length = channel.size(); // mapping beyond the end would lengthen the file
    if (offset < 0 || offset % dtype.bytes() != 0 || offset > length || bytes > length - offset) {
      throw new IllegalArgumentException(
          "map: expected an offset that is a multiple of "
              + dtype.bytes()
              + " and "
              + bytes
              + " bytes behind it, found offset "
              + offset
              + " in a file of "
              + length
              + " bytes");
    }
    synchronized (this) {
      requireRoom(bytes, "mapping of " + dtype + shape);
      AllocationEvent event = begin();
      MemorySegment region =
          bytes == 0
              ? backend.memory().allocate(ALIGNMENT, ALIGNMENT, arena)
              : mapped(channel, offset, bytes);
      count(event, bytes);
      return new HostTensor(this, lifetime, region, dtype, shape, shape.rowMajorStrides());
    }
  }

  private MemorySegment mapped(FileChannel channel, long offset, long bytes) throws IOException {
    Memory memory = backend.memory();
    if (memory == Memory.HOST) {
      return channel.map(FileChannel.MapMode.PRIVATE, offset, bytes, arena);
    }
    try (Arena reading = Arena.ofConfined()) {
      MemorySegment file = channel.map(FileChannel.MapMode.PRIVATE, offset, bytes, reading);
      return memory.allocate(bytes, ALIGNMENT, arena).copyFrom(file);
    } catch (OutOfMemoryError e) {
      throw new MemoryLimitException(title, "copy of a file", bytes, used, e);
    }
  }

  static long byteSize(DType dtype, Shape shape) {
    try {
      return Math.multiplyExact(shape.size(), (long) dtype.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          dtype + shape.toString() + ": more than 2^63 - 1 bytes", e);
    }
  }

  Lifetime lifetime() {
    return lifetime;
  }

  Scratch.Stack scratchStack() {
    return scratchStack;
  }

  String title() {
    return title;
  }

  /** Takes memory from the system, and the room before it that keeps blocks apart. */
  synchronized MemorySegment take(long bytes, String what) {
    requireRoom(bytes, what);
    AllocationEvent event = begin();
    long gap = gap(bytes);
    try {
      MemorySegment memory = backend.memory().allocate(Math.max(1, gap + bytes), ALIGNMENT, arena);
      count(event, gap + bytes);
      return memory.asSlice(gap, bytes);
    } catch (OutOfMemoryError e) {
      throw new MemoryLimitException(title, what, bytes, used, e);
    }
  }

  /**
   * Returns how far behind the beginning of its memory a block starts. Large blocks of the system
   * begin at a page: without a gap, equally long vectors would lie at the same offset within a page
   * and compete for the same cache sets. Where the limit leaves no room for a gap, there is none.
   */
  private long gap(long bytes) {
    if (bytes < PAGE) {
      return 0;
    }
    long gap = (blocks++ % 13) * STAGGER;
    return gap <= settings.limitBytes() - used - bytes && gap <= Long.MAX_VALUE - bytes ? gap : 0;
  }

  private static AllocationEvent begin() {
    AllocationEvent event = new AllocationEvent();
    event.begin();
    return event;
  }

  private void count(AllocationEvent event, long bytes) {
    used += bytes;
    event.workspace = settings.name();
    event.bytes = bytes;
    event.used = used;
    event.commit();
  }

  /** Counts memory that is held elsewhere, and given back early, against the limit. */
  synchronized void reserve(long bytes, String what) {
    requireRoom(bytes, what);
    count(begin(), bytes);
  }

  /** Takes back {@link #reserve}. */
  synchronized void giveBack(long bytes) {
    used -= bytes;
  }

  /** Returns the exception that says the system refused memory. */
  synchronized MemoryLimitException refused(long bytes, String what, Throwable cause) {
    return new MemoryLimitException(title, what, bytes, used, cause);
  }

  private void requireRoom(long bytes, String what) {
    lifetime.check();
    if (bytes > settings.limitBytes() - used) {
      throw new MemoryLimitException(title, what, bytes, used, settings.limitBytes());
    }
  }
}

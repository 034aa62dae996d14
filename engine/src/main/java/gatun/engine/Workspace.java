package gatun.engine;

import gatun.engine.spi.Lifetime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Owns off-heap memory: every tensor made here lives until {@link #close}, which frees all of them
 * at once. Any thread may allocate and use the tensors.
 *
 * <p>Closing while a kernel works on one of its tensors, or while a {@link Scratch} is open, is an
 * {@link IllegalStateException} for the closer; nothing is freed then. Using a tensor after the
 * close is an {@link IllegalStateException} for the user. A workspace that becomes unreachable
 * unclosed is freed and reported through the logger {@code gatun.engine.Workspace}.
 */
public final class Workspace implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final long STAGGER = 5 * ALIGNMENT;

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
    this.lifetime = new Lifetime(title);
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

  /** Returns the bytes that tensors and scratch regions of this workspace hold. */
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
   * Adopts a read-only or writable mapped region as a tensor, without a copy. The region must
   * belong to {@link #arena}.
   */
  HostTensor adopt(MemorySegment region, DType dtype, Shape shape) {
    return new HostTensor(this, lifetime, region, dtype, shape, shape.rowMajorStrides());
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
  public void close() {
    lifetime.close();
    try {
      arena.close();
    } catch (IllegalStateException e) {
      lifetime.reopen();
      throw new IllegalStateException(title + " is in use by a native call; close it later", e);
    }
    tracker.closed();
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

  Arena arena() {
    return arena;
  }

  String title() {
    return title;
  }

  /**
   * Takes memory from the system. Blocks start at staggered cache lines: without that, equally long
   * vectors lie at the same offset within a page and compete for the same cache sets.
   */
  private MemorySegment allocate(long bytes, String what) {
    long offset = (blocks++ % 13) * STAGGER;
    try {
      return arena.allocate(Math.addExact(bytes, offset + 1), ALIGNMENT).asSlice(offset, bytes);
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new MemoryLimitException(title, what, bytes, used, e);
    }
  }

  synchronized MemorySegment take(long bytes, String what) {
    lifetime.check();
    if (bytes > settings.limitBytes() - used) {
      throw new MemoryLimitException(title, what, bytes, used, settings.limitBytes());
    }
    AllocationEvent event = new AllocationEvent();
    event.begin();
    MemorySegment memory = allocate(bytes, what);
    used += bytes;
    event.workspace = settings.name();
    event.bytes = bytes;
    event.used = used;
    event.commit();
    return memory;
  }
}

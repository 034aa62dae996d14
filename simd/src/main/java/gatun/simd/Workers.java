package gatun.simd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run parallel regions. A region is a task over the chunks [0, chunks), cut into one
 * contiguous share for each thread, known beforehand; the caller works on the first share itself.
 *
 * <ul>
 *   <li>Starting a region allocates nothing. Hot dispatch and join cost about a microsecond.
 *   <li>A waiting thread spins for about 50 µs and then parks: an idle pool costs no time.
 *   <li>One region runs at a time. A region inside a region, and one started by another thread
 *       meanwhile, runs inline on its caller. So does every region after {@link #close}.
 *   <li>A task must give the same result for every partition; reductions write one partial result
 *       for each chunk, see {@link Arguments#sum}.
 * </ul>
 */
final class Workers implements AutoCloseable {
  /** The body of a region; must not keep the arguments. */
  interface Task {
    /** Works on the chunks from {@code from} (inclusive) to {@code to} (exclusive). */
    void run(Arguments arguments, long from, long to);
  }

  private static final long SPIN_NANOS = 50_000;
  private static final int SPINS_BETWEEN_CLOCK_READS = 64;

  /** Ints between two flags: two cache lines, because the hardware fetches lines in pairs. */
  private static final int SPACING = 32;

  private static final int PARKED = SPACING / 2;
  private static final VarHandle FLAG = MethodHandles.arrayElementVarHandle(int[].class);

  private final int threads;
  private final Thread[] pool;
  private final @Nullable Throwable[] failures;

  /**
   * For worker w: at w·SPACING the number of its last region, half a spacing on its parked flag.
   */
  private final int[] mailbox;

  /** For worker w: at w·SPACING the last region it has finished. */
  private final int[] done;

  /** For worker w: at w·SPACING the last region whose share w was begun, by w or by the caller. */
  private final int[] claims;

  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Thread waiter;
  private volatile boolean closed;

  // The region that runs: written before the mailbox, read after it.
  private @Nullable Task task;
  private @Nullable Arguments arguments;
  private long chunks;
  private int shares;
  private int region;
  private @Nullable Thread owner;

  /** Creates a pool of {@code threads} threads, the caller included; they start when needed. */
  Workers(int threads) {
    this.threads = threads;
    this.pool = new Thread[threads];
    this.failures = new Throwable[threads];
    this.mailbox = new int[(threads + 1) * SPACING];
    this.done = new int[(threads + 1) * SPACING];
    this.claims = new int[(threads + 1) * SPACING];
  }

  /** Returns the number of threads that work on a large region, the caller included. */
  int threads() {
    return threads;
  }

  /**
   * Runs a task over the chunks [0, chunks) and returns when all of it is done.
   *
   * @param grain the fewest chunks that are worth a thread, at least 1
   * @throws RuntimeException what a share threw, those of other shares suppressed
   */
  void run(Task task, Arguments arguments, long chunks, long grain) {
    int count = (int) Math.min(threads, chunks / grain);
    if (count <= 1 || !busy.compareAndSet(false, true)) {
      task.run(arguments, 0, chunks);
      return;
    }
    try {
      runShared(task, arguments, chunks, count);
    } finally {
      this.task = null;
      this.arguments = null;
      owner = null;
      busy.set(false);
    }
  }

  private void runShared(Task task, Arguments arguments, long chunks, int count) {
    if (pool[1] == null) {
      start();
    }
    this.task = task;
    this.arguments = arguments;
    this.chunks = chunks;
    this.shares = count;
    owner = Thread.currentThread();
    int number = ++region;
    for (int w = 1; w < count; w++) {
      FLAG.setVolatile(mailbox, w * SPACING, number);
      if ((int) FLAG.getVolatile(mailbox, w * SPACING + PARKED) != 0) {
        LockSupport.unpark(pool[w]);
      }
    }
    Throwable failure = attempt(0);
    for (int w = 1; w < count; w++) {
      if (claim(w, number)) { // w has no processor yet: on a busy machine waiting costs more
        failures[w] = attempt(w);
      } else {
        join(w, number);
      }
      failure = collect(failure, w);
    }
    rethrow(failure);
  }

  /**
   * Returns true to exactly one of worker w and the caller: that one does share w of the region.
   */
  private boolean claim(int w, int number) {
    int last = (int) FLAG.getVolatile(claims, w * SPACING);
    return number - last > 0 && FLAG.compareAndSet(claims, w * SPACING, last, number);
  }

  /** Does share w of the region; returns what it threw. */
  private @Nullable Throwable attempt(int w) {
    try {
      Task body = task;
      Arguments with = arguments;
      if (body != null && with != null) {
        body.run(with, bound(w), bound(w + 1));
      }
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private long bound(int share) {
    return chunks * share / shares;
  }

  private void join(int w, int number) {
    if (spin(done, w * SPACING, number, true)) {
      return;
    }
    waiter = Thread.currentThread();
    while ((int) FLAG.getVolatile(done, w * SPACING) != number) {
      LockSupport.park(this);
    }
    waiter = null;
  }

  private @Nullable Throwable collect(@Nullable Throwable first, int w) {
    Throwable own = failures[w];
    failures[w] = null;
    if (first == null || own == null || first == own) {
      return first == null ? own : first;
    }
    first.addSuppressed(own);
    return first;
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("a parallel region failed: " + failure, failure);
    }
  }

  /** Spins until flag {@code at} is (or is no longer) {@code value}; false if that takes long. */
  private static boolean spin(int[] flags, int at, int value, boolean is) {
    long begin = 0;
    while (true) {
      for (int i = 0; i < SPINS_BETWEEN_CLOCK_READS; i++) {
        if (((int) FLAG.getAcquire(flags, at) == value) == is) {
          return true;
        }
        Thread.onSpinWait();
      }
      long now = System.nanoTime();
      if (begin == 0) {
        begin = now;
      } else if (now - begin > SPIN_NANOS) {
        return false;
      }
    }
  }

  private void start() {
    for (int w = 1; w < threads; w++) {
      int number = w;
      pool[w] = new Thread(() -> work(number), "gatun-worker-" + w);
      pool[w].setDaemon(true);
      pool[w].start();
    }
  }

  private void work(int w) {
    int number = 0;
    while (true) {
      number = await(w, number);
      if (closed) {
        return;
      }
      if (!claim(w, number)) {
        continue; // the caller was quicker
      }
      failures[w] = attempt(w);
      FLAG.setVolatile(done, w * SPACING, number);
      Thread waiting = waiter;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** Waits for the next region that this worker takes part in, and returns its number. */
  private int await(int w, int last) {
    int at = w * SPACING;
    if (!spin(mailbox, at, last, false)) {
      FLAG.setVolatile(mailbox, at + PARKED, 1);
      while ((int) FLAG.getVolatile(mailbox, at) == last && !closed) {
        LockSupport.park(this);
        Thread.interrupted(); // nobody's wish here; a set flag would turn parking into spinning
      }
      FLAG.setVolatile(mailbox, at + PARKED, 0);
    }
    return (int) FLAG.getVolatile(mailbox, at);
  }

  /**
   * Ends the threads, after the region that may be running.
   *
   * @throws IllegalStateException if called inside a region
   */
  @Override
  public void close() {
    if (owner == Thread.currentThread() || Arrays.asList(pool).contains(Thread.currentThread())) {
      throw new IllegalStateException("a parallel region cannot close the workers it runs on");
    }
    if (closed) {
      return;
    }
    while (!busy.compareAndSet(false, true)) { // kept for ever: later regions run inline
      if (closed) {
        return;
      }
      Thread.yield();
    }
    closed = true;
    boolean interrupted = false;
    for (Thread thread : pool) {
      if (thread != null) {
        LockSupport.unpark(thread);
        interrupted |= !joined(thread);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      return false; // it is a daemon and ends by itself
    }
  }
}

package gatun.engine.spi;

import gatun.engine.Tensor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Guards memory against being freed while kernels work on raw addresses: a count of the operations
 * in flight, and a closed state that can only be entered when that count is zero.
 *
 * <p>Cost: one compare-and-swap to acquire and one to release.
 */
public final class Lifetime {
  private static final int CLOSED = -1;
  private static final VarHandle USERS;

  static {
    try {
      USERS = MethodHandles.lookup().findVarHandle(Lifetime.class, "users", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String owner;

  @SuppressWarnings({"unused", "FieldCanBeLocal"}) // keeps the holder of the memory reachable
  private final Object holder;

  @SuppressWarnings({"unused", "FieldMayBeFinal"}) // accessed through USERS
  private volatile int users;

  /**
   * Creates an open lifetime.
   *
   * @param owner names the holder of the memory in messages
   * @param holder whose memory a cleaner frees when it becomes unreachable; it stays reachable as
   *     long as this lifetime is, so that an operation may keep nothing but an address and this
   */
  public Lifetime(String owner, Object holder) {
    this.owner = owner;
    this.holder = holder;
  }

  /** Returns whether the memory may still be used. */
  public boolean open() {
    return users != CLOSED;
  }

  /**
   * Marks the beginning of a use of the memory.
   *
   * @throws IllegalStateException if the owner has been closed
   */
  public void acquire() {
    int seen;
    do {
      seen = users;
      if (seen == CLOSED) {
        throw new IllegalStateException(
            owner + " is closed; use its tensors only before its close()");
      }
    } while (!USERS.compareAndSet(this, seen, seen + 1));
  }

  /** Marks the end of a use that began with {@link #acquire}. */
  public void release() {
    int seen;
    do {
      seen = users;
      if (seen <= 0) {
        throw new IllegalStateException(owner + ": release without acquire");
      }
    } while (!USERS.compareAndSet(this, seen, seen - 1));
  }

  /**
   * Enters the closed state.
   *
   * @throws IllegalStateException if it is closed already or in use
   */
  public void close() {
    if (!USERS.compareAndSet(this, 0, CLOSED)) {
      int seen = users;
      throw new IllegalStateException(
          seen == CLOSED
              ? owner + " is closed already"
              : owner
                  + " is in use by "
                  + seen
                  + " running operation(s); wait for them, then close");
    }
  }

  /** Takes back {@link #close} because the memory could not be freed. */
  public void reopen() {
    users = 0;
  }

  /** Throws if the owner has been closed. */
  public void check() {
    if (users == CLOSED) {
      acquire(); // throws with the message
    }
  }

  /** Acquires the memory of two tensors, or of neither if one is closed. */
  public static void acquire(Tensor a, Tensor b) {
    a.lifetime().acquire();
    try {
      b.lifetime().acquire();
    } catch (IllegalStateException e) {
      a.lifetime().release();
      throw e;
    }
  }

  /** Acquires the memory of three tensors, or of none if one is closed. */
  public static void acquire(Tensor a, Tensor b, Tensor c) {
    acquire(a, b);
    try {
      c.lifetime().acquire();
    } catch (IllegalStateException e) {
      release(a, b);
      throw e;
    }
  }

  /** Acquires the memory of four tensors, or of none if one is closed. */
  public static void acquire(Tensor a, Tensor b, Tensor c, Tensor d) {
    acquire(a, b, c);
    try {
      d.lifetime().acquire();
    } catch (IllegalStateException e) {
      release(a, b, c);
      throw e;
    }
  }

  /** Releases the memory of two tensors. */
  public static void release(Tensor a, Tensor b) {
    a.lifetime().release();
    b.lifetime().release();
  }

  /** Releases the memory of three tensors. */
  public static void release(Tensor a, Tensor b, Tensor c) {
    release(a, b);
    c.lifetime().release();
  }

  /** Releases the memory of four tensors. */
  public static void release(Tensor a, Tensor b, Tensor c, Tensor d) {
    release(a, b, c);
    d.lifetime().release();
  }
}

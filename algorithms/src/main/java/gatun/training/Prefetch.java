package gatun.training;

import gatun.engine.Check;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches on a thread of its own, a few ahead of the one that uses them. The batches are the
 * same as those that the loader would make one by one.
 *
 * <pre>{@code
 * try (Prefetch batches = Prefetch.start(loader, 0, 0, 10, 2)) {
 *   for (Batch b = batches.next(); b != null; b = batches.next()) {
 *     …
 *   }
 * }
 * }</pre>
 *
 * <p>In the steady state neither thread allocates. One thread at a time may take batches. Closing
 * ends the thread and waits for it; the loader may be used again then.
 */
public final class Prefetch implements AutoCloseable {
  private final Loader loader;
  private final Batch[] ring;
  private final long firstEpoch;
  private final long firstIndex;
  private final long endEpoch;
  private final Thread producer;
  private volatile long made; // batches filled so far
  private volatile long used; // batches given back so far
  private volatile boolean stopped;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread consumer; // while it waits
  private long taken;

  private Prefetch(Loader loader, long epoch, long index, long endEpoch, int depth) {
    this.loader = loader;
    this.firstEpoch = epoch;
    this.firstIndex = index;
    this.endEpoch = endEpoch;
    this.ring = new Batch[depth];
    for (int i = 0; i < depth; i++) {
      ring[i] = loader.batch();
    }
    this.producer = new Thread(this::produce, "gatun-prefetch");
    producer.setDaemon(true);
  }

  /**
   * Starts.
   *
   * @param loader must not be used elsewhere until this is closed
   * @param epoch of the first batch
   * @param index of the first batch
   * @param endEpoch the epoch before which the batches end
   * @param depth how many batches are held: one is used, the others are made ahead; 2 or more
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Prefetch start(Loader loader, long epoch, long index, long endEpoch, int depth) {
    Check.that(
        epoch >= 0 && index >= 0 && index <= loader.batches() && endEpoch >= epoch,
        () -> "prefetch: expected a place in the data, found epoch " + epoch + ", batch " + index);
    Check.that(depth >= 2, () -> "prefetch: expected a depth of 2 or more, found " + depth);
    Prefetch prefetch = new Prefetch(loader, epoch, index, endEpoch, depth);
    prefetch.producer.start();
    return prefetch;
  }

  private void produce() {
    try {
      long index = firstIndex;
      for (long epoch = firstEpoch; epoch < endEpoch && !stopped; epoch++) {
        for (; index < loader.batches() && awaitRoom(); index++) {
          loader.fill(ring[(int) (made % ring.length)], epoch, index);
          made = made + 1; // one writer: publishes the batch
          LockSupport.unpark(consumer);
        }
        index = 0;
      }
    } catch (Throwable e) { // an error, too, must reach the consumer, or it waits forever
      failure = e;
    } finally {
      ended = true;
      LockSupport.unpark(consumer);
    }
  }

  private boolean awaitRoom() {
    while (made - used == ring.length && !stopped) {
      LockSupport.park(this);
    }
    return !stopped;
  }

  /**
   * Gives the last batch back and returns the next one, which may be used until the next call; null
   * after the last one.
   *
   * @throws IllegalStateException if the batch could not be made, with the cause, or this is closed
   */
  public @Nullable Batch next() {
    requireOpen();
    if (taken > used) {
      used = taken;
      LockSupport.unpark(producer);
    }
    consumer = Thread.currentThread();
    while (made == taken && !ended) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a batch");
      }
    }
    consumer = null;
    requireOpen();
    if (made > taken) { // what was made before a failure is still good
      return ring[(int) (taken++ % ring.length)];
    }
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("a batch could not be made: " + cause.getMessage(), cause);
    }
    return null;
  }

  private void requireOpen() {
    if (stopped) {
      throw new IllegalStateException("prefetch is closed");
    }
  }

  /** Ends the thread and waits until it has ended. A second call does nothing. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(producer);
    boolean interrupted = false;
    while (producer.isAlive()) {
      try {
        producer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

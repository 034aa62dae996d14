package gatun.gpu;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What kernels read besides tensors, such as the points of a stencil, by what it was made from: the
 * {@value #MOST} that were asked for last. Its memory is the collector's to free, so the queue
 * keeps what work that is not waited for reads.
 *
 * @param <K> what a table is made from
 * @param <V> the table
 */
final class Tables<K, V> {
  static final int MOST = 64;

  private final Function<K, V> maker;
  private final Map<K, V> last = new LinkedHashMap<>(16, 0.75f, true); // the eldest use first

  Tables(Function<K, V> maker) {
    this.maker = maker;
  }

  /** Returns the table of a key, made if it is not among the last. */
  V of(K key) {
    V table = last.get(key);
    if (table == null) {
      table = maker.apply(key);
      last.put(key, table);
      if (last.size() > MOST) {
        last.remove(last.keySet().iterator().next());
      }
    }
    return table;
  }
}

package gatun.bench.peer;

import java.util.Optional;

/**
 * A native library that was looked for.
 *
 * @param library the library, empty if it is not to be had here
 * @param note what was found and where, or why it is missing and what to do
 */
public record Loaded<T>(Optional<T> library, String note) {
  static <T> Loaded<T> found(T library, String note) {
    return new Loaded<>(Optional.of(library), note);
  }

  static <T> Loaded<T> missing(String note) {
    return new Loaded<>(Optional.empty(), note);
  }

  /** Returns whether the library can be used. */
  public boolean present() {
    return library.isPresent();
  }

  /**
   * Returns the library.
   *
   * @throws IllegalStateException with the note if it is missing
   */
  public T require() {
    return library.orElseThrow(() -> new IllegalStateException(note));
  }
}

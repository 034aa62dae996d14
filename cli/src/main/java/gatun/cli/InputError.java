package gatun.cli;

/** What the user gave cannot be worked with. The message becomes the one line on stderr. */
final class InputError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputError(String message) {
    super(message);
  }

  InputError(String message, Throwable cause) {
    super(message, cause);
  }
}

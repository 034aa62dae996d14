package gatun.gpu;

/**
 * A call of CUDA failed, or could not be made. The message names the call, the code with its name,
 * the meaning in CUDA's words, and where there is one, a remedy.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The code where no call was made. */
  public static final int NOT_CALLED = -1;

  private final String call;
  private final int code;

  private CudaException(String call, int code, String message) {
    super(message);
    this.call = call;
    this.code = code;
  }

  static CudaException failed(String call, int code, String name, String meaning) {
    String text = call + " failed: " + name + " (" + code + ")";
    return new CudaException(call, code, meaning.isEmpty() ? text : text + ", " + meaning);
  }

  static CudaException missing(Library library) {
    return new CudaException(
        library.name(),
        NOT_CALLED,
        "none of " + String.join(", ", library.names()) + " was found; " + library.remedy());
  }

  static CudaException because(String call, int code, String reason) {
    return new CudaException(call, code, call + ": " + reason);
  }

  /** Returns the function that failed, or the library that is missing. */
  public String call() {
    return call;
  }

  /** Returns the code that CUDA gave; {@link #NOT_CALLED} where no call was made. */
  public int code() {
    return code;
  }
}

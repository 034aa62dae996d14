/**
 * CUDA without JNI: the libraries that are installed here, the devices, and the compiler of
 * kernels. Loading these classes needs no CUDA; what is missing is said as data, or by an exception
 * of the call that needs it.
 *
 * <p>The classes of {@code gatun.gpu.bind} are generated, see {@code jextract/regenerate}.
 */
@org.jspecify.annotations.NullMarked
package gatun.gpu;

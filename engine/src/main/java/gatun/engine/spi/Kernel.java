package gatun.engine.spi;

/**
 * A family of operations that a backend implements for one element type.
 *
 * <p>Kernels check nothing: shapes, types, aliasing and lifetimes were checked by the public method
 * that calls them, which holds the {@link Lifetime} of every operand for the duration of the call.
 * They are safe for concurrent use on different operands, and allocate nothing.
 */
public interface Kernel {}

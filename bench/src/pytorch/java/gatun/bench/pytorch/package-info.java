/** PyTorch in eager mode as a peer, built by the Maven profile {@code pytorch} alone. */
@org.jspecify.annotations.NullMarked
package gatun.bench.pytorch;

/** Libraries that users would pick today, called the way they would call them. */
@org.jspecify.annotations.NullMarked
package gatun.bench.peer;

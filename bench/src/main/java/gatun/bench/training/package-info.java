/** Networks that Gatun and its peers train, on the same data from the same weights. */
@org.jspecify.annotations.NullMarked
package gatun.bench.training;

/** Networks: the named tree of their parameters, layers, losses and initialisers. */
@org.jspecify.annotations.NullMarked
package gatun.nn;

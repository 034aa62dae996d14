/** How algebraic multigrid coarsens a matrix; {@code AlgebraicMultigrid} is what users see. */
@org.jspecify.annotations.NullMarked
package gatun.linear.amg;

/** Direct factorisation of sparse symmetric positive definite matrices. */
@org.jspecify.annotations.NullMarked
package gatun.linear.sparse;

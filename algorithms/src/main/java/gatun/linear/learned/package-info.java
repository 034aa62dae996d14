/** Search directions that were learned from an operator, and how they are learned. */
@org.jspecify.annotations.NullMarked
package gatun.linear.learned;

/** The methods. They work on any backend and name none. */
@org.jspecify.annotations.NullMarked
module gatun.algorithms {
  requires transitive gatun.engine;
  requires static transitive org.jspecify;
  requires jdk.jfr;

  exports gatun.linear;
  exports gatun.linear.dense;
  exports gatun.linear.learned;
  exports gatun.linear.sparse;
  exports gatun.training;
  exports gatun.nn;
  exports gatun.optim;
}
